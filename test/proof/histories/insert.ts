import { isJson } from "../../standins/sqlserver/procedures/is-json.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import { execute } from "./memory-store.ts";

const CODE = /^\d{4}[A-Z]?$/;

/** Stores an input as it is; what is not JSON, or not an interface's number, is written directly into the table, as a person could. */
export async function insertInput(
  database: Database,
  infno: string,
  input: string,
  mode: "async" | "queue" = "queue",
): Promise<void> {
  await execute(database, "sp_medical_insurance_call", {
    interface_code: { type: "varchar", value: CODE.test(infno) ? infno : "1101" },
    input_data: { type: "nvarchar", value: isJson(input) ? input : "{}" },
    result_id: { type: "int", value: null, isOutput: true },
    mode: { type: "varchar", value: mode },
  });
  const row = database.tables.medical_insurance_requests.at(-1);
  if (row === undefined) return;
  if (!CODE.test(infno)) Object.assign(row, { interface_code: infno });
  if (!isJson(input)) Object.assign(row, { input_data: input });
}
