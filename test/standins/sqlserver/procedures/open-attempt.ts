import type { Database } from "../session-state.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";

/** Opens the next attempt of a row in work, in the name of the row's lease. */
export function openAttempt(
  database: Database,
  row: RequestRow,
  msgid: string,
  requestedBy: string | null,
): AttemptRow {
  row.attempt_count += 1;
  const attempt: AttemptRow = {
    attempt_id: database.tables.next.attempt_id++,
    request_id: row.request_id,
    attempt_no: row.attempt_count,
    msgid,
    outcome: "SENDING",
    lease_token: row.lease_token ?? "",
    lease_owner: row.lease_owner,
    requested_by: requestedBy,
    opened_at: database.now(),
    sent_at: null,
    closed_at: null,
    http_status: null,
    cause: null,
    request_body: null,
  };
  database.tables.medical_insurance_attempts.push(attempt);
  return attempt;
}
