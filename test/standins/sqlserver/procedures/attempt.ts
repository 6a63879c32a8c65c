import { type Column, declareProcedure, input, type Outcome, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { datetime2, int, nvarchar, uniqueidentifier, varchar } from "../sql-type.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { lateFault } from "./check-awaited.ts";
import { openAttempt } from "./open-attempt.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_attempt";
const columns: readonly Column[] = [
  { name: "attempt_id", type: int },
  { name: "attempt_no", type: int },
];

/** Closes an attempt and opens the next with the same msgid; a process that has lost its lease gets no row and changes nothing. */
export const attempt = declareProcedure(
  name,
  {
    request_id: input(int),
    attempt_id: input(int),
    lease_token: input(uniqueidentifier),
    outcome: input(varchar(10)),
    http_status: input(int),
    duration_ms: input(int),
    sent_at: input(datetime2(3)),
    cause: input(nvarchar(4000)),
    request_body: input(nvarchar("max")),
    requested_by: input(nvarchar(128)),
    awaited_ms: input(int),
  },
  (values, session) => {
    const { database } = session;
    const { awaited_ms } = values;
    const { request_id, attempt_id, lease_token, outcome, http_status, sent_at, cause, request_body } = values;
    const isComplete = request_id !== null && attempt_id !== null && lease_token !== null && awaited_ms !== null;
    if (!isComplete || (outcome !== "NOT_SENT" && outcome !== "UNKNOWN")) {
      const text =
        "参数有误：@request_id、@attempt_id、@lease_token、@awaited_ms 不能为空，@outcome 只能是 NOT_SENT 或 UNKNOWN。";
      return throwError(name, 51001, text);
    }
    const row = database.tables.medical_insurance_requests.find((each) => each.request_id === request_id);
    if (row === undefined || !mayOpenNext(database, row, lease_token, outcome)) return answer(undefined);
    const fault = lateFault(session, awaited_ms);
    if (fault !== undefined) return fault;
    row.update_time = database.now();
    const closing = findAttempt(
      database,
      row,
      (each) => each.attempt_id === attempt_id && each.lease_token === lease_token,
    );
    if (closing === undefined) return answer(undefined);
    if (closing.outcome === "SENDING") {
      Object.assign(closing, { outcome, http_status, sent_at, cause, request_body, closed_at: database.now() });
      openAttempt(database, row, closing.msgid, values.requested_by);
    }
    const opened = (each: AttemptRow): boolean =>
      each.attempt_no === closing.attempt_no + 1 && each.outcome === "SENDING";
    return answer(findAttempt(database, row, (each) => opened(each) && each.lease_token === lease_token));
  },
);

/** Only with the lease; and what may have been acted on is not sent again, whatever the process wants. */
function mayOpenNext(
  database: Database,
  row: RequestRow,
  leaseToken: string,
  outcome: "NOT_SENT" | "UNKNOWN",
): boolean {
  const isHeld = row.status === "PROCESSING" && row.lease_token === leaseToken;
  const isInTime = row.lease_until !== null && row.lease_until > database.now();
  return isHeld && isInTime && (row.interface_class === "A" || outcome === "NOT_SENT");
}

function findAttempt(
  database: Database,
  row: RequestRow,
  fits: (attempt: AttemptRow) => boolean,
): AttemptRow | undefined {
  return database.tables.medical_insurance_attempts.find((each) => each.request_id === row.request_id && fits(each));
}

function answer(opened: AttemptRow | undefined): Outcome {
  return returned({
    resultSet: { columns, rows: opened === undefined ? [] : [[opened.attempt_id, opened.attempt_no]] },
  });
}
