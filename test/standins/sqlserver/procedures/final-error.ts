import type { Database } from "../session-state.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { insertResponse } from "./response.ts";

/** An end that the database itself gives a request, with what HIS reads about it. */
export interface FinalError {
  readonly error_code: "LAUNCH_FAILED" | "ABANDONED" | "OUTCOME_UNKNOWN";
  readonly err_msg: string;
  /** The attempt given up with it. */
  readonly attempt: AttemptRow | undefined;
}

/** Ends a request as ERROR; HIS finds a response for it as for any other. */
export function endWithError(database: Database, request: RequestRow, end: FinalError): void {
  const { error_code, err_msg, attempt } = end;
  request.status = "ERROR";
  request.error_code = error_code;
  request.update_time = database.now();
  clearLease(request);
  insertResponse(database, request.request_id, {
    response_data: JSON.stringify({ error_code, err_msg, faults: [] }),
    infcode: null,
    err_msg,
    attempt_id: attempt?.attempt_id ?? null,
    msgid: request.msgid,
    http_status: null,
    duration_ms: null,
    reply: null,
  });
}

export function clearLease(request: RequestRow): void {
  request.lease_token = null;
  request.lease_until = null;
  request.lease_owner = null;
}
