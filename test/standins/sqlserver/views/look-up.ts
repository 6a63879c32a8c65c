import type { Database } from "../session-state.ts";
import type { RequestRow } from "../tables.ts";
import { type FilledInput, fillInput } from "./fill-input.ts";

/** fn_medical_insurance_look_up, for a request of unknown outcome or with contradicting replies. */
export interface LookUp {
  readonly lookWith: string | null;
  readonly query: FilledInput | null;
  readonly reversal: FilledInput | null;
  readonly cancelWith: string | null;
}

const CANCELS: Readonly<Record<string, string>> = { 2102: "2103", 2207: "2208", 2304: "2305", 2401: "2404" };

export function lookUpOf(database: Database, request: RequestRow): LookUp {
  const { interface_code, input_data, msgid, create_time, update_time } = request;
  const known = database.tables.medical_insurance_interfaces.find((row) => row.interface_code === interface_code);
  const given = { from: create_time, until: update_time ?? create_time, fixmedinsCode: (msgid ?? "").slice(0, 12) };
  const fill = (template: string | null): FilledInput | null =>
    template === null ? null : fillInput(template, input_data, given);
  const reversal =
    known?.reversible !== true || msgid === null
      ? null
      : JSON.stringify({
          node: "data",
          fields: [
            { field: "psn_no" },
            { field: "omsgid", default: msgid },
            { field: "oinfno", default: interface_code },
          ],
        });
  return {
    lookWith: known?.look_with ?? null,
    query: fill(known?.look_input ?? null),
    reversal: fill(reversal),
    cancelWith: CANCELS[interface_code] ?? null,
  };
}
