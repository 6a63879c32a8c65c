import { makeMsgid, recordedCode } from "../standins/sqlserver/procedures/make-msgid.ts";
import { hashOf, requestKeyOf, visitOf } from "../standins/sqlserver/procedures/request-key.ts";
import type { AttemptRow, Mode, RequestRow, ResponseRow, Tables } from "../standins/sqlserver/tables.ts";

/** The rows of one request in the stand-in's tables; live, so that a test may change them. */
export interface Rows {
  /** Puts a request that waits for a processor, as sp_medical_insurance_call does, and gives its number. */
  insert(infno: string, input: string | object, mode?: Mode): number;
  request(requestId: number): RequestRow;
  attempts(requestId: number): readonly AttemptRow[];
  responses(requestId: number): readonly ResponseRow[];
}

export function rowsOf(tables: Tables): Rows {
  return {
    insert(infno, input, mode = "sync") {
      const row = pendingRow(tables, infno, typeof input === "string" ? input : JSON.stringify(input), mode);
      tables.medical_insurance_requests.push(row);
      return row.request_id;
    },
    request(requestId) {
      const row = tables.medical_insurance_requests.find((each) => each.request_id === requestId);
      if (row === undefined) throw new Error(`there is no request ${requestId}`);
      return row;
    },
    attempts: (requestId) => tables.medical_insurance_attempts.filter((each) => each.request_id === requestId),
    responses: (requestId) => tables.medical_insurance_responses.filter((each) => each.request_id === requestId),
  };
}

function pendingRow(tables: Tables, interface_code: string, input_data: string, mode: Mode): RequestRow {
  const known = tables.medical_insurance_interfaces.find((each) => each.interface_code === interface_code);
  const interfaceClass = known?.class ?? "C";
  const keyFields = interfaceClass === "C" ? (known?.key_fields ?? null) : null;
  return {
    request_id: tables.next.request_id++,
    interface_code,
    input_data,
    status: "PENDING",
    create_time: new Date(),
    update_time: null,
    mode,
    interface_class: interfaceClass,
    input_hash: hashOf(input_data),
    msgid: makeMsgid(tables, recordedCode(tables), new Date()),
    attempt_count: 0,
    error_code: null,
    lease_token: null,
    lease_until: null,
    lease_owner: null,
    resolution: null,
    resolved_at: null,
    resolved_by: null,
    resolution_reference: null,
    resolution_note: null,
    request_key: interfaceClass === "A" ? null : requestKeyOf(keyFields, input_data),
    blocked_by: null,
    conflict_at: null,
    asked_mode: mode,
    due_at: new Date(),
    mdtrt_id: mode === "queue" ? visitOf(input_data) : null,
    called_by: "medical_insurance",
    called_from: "test",
  };
}
