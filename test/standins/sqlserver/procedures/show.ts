import { localText } from "../local-text.ts";
import { type Column, declareProcedure, input, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { datetime, datetime2, int, nvarchar, varchar } from "../sql-type.ts";
import type { AttemptRow } from "../tables.ts";
import { viewRow } from "../views/result.ts";
import { laterRequestId } from "./later-request.ts";
import { requestColumns } from "./request-columns.ts";

const columns: readonly Column[] = [
  ...requestColumns,
  { name: "result_status", type: varchar(14) },
  { name: "error_code", type: varchar(30) },
  { name: "msgid", type: varchar(30) },
  { name: "request_time", type: datetime },
  { name: "lease_owner", type: nvarchar(128) },
  { name: "lease_until", type: datetime2(3) },
  { name: "database_time", type: datetime2(7) },
  { name: "input_data", type: nvarchar("max") },
  { name: "response_data", type: nvarchar("max") },
  { name: "infcode", type: varchar(10) },
  { name: "err_msg", type: nvarchar(500) },
  { name: "response_time", type: datetime },
  { name: "duration_ms", type: int },
  { name: "next_action", type: nvarchar(4000) },
  { name: "resolution", type: varchar(20) },
  { name: "resolved_at", type: datetime2(3) },
  { name: "resolved_by", type: nvarchar(128) },
  { name: "resolution_reference", type: nvarchar(100) },
  { name: "resolution_note", type: nvarchar(1000) },
  { name: "blocked_by", type: int },
  { name: "conflict_at", type: datetime2(3) },
  { name: "later_request_id", type: int },
  { name: "attempts", type: nvarchar("max") },
];

/** Everything about one request. */
export const show = declareProcedure(
  "sp_medical_insurance_show",
  { request_id: input(int) },
  ({ request_id }, { database }) => {
    const request = database.tables.medical_insurance_requests.find((row) => row.request_id === request_id);
    if (request === undefined) return returned({ resultSet: { columns, rows: [] } });
    const { interface_code, asked_mode, mode } = request;
    const known = database.tables.medical_insurance_interfaces.find((row) => row.interface_code === interface_code);
    const row = {
      ...request,
      ...viewRow(database, request),
      interface_name: known?.name ?? null,
      mode: asked_mode ?? mode,
      database_time: database.now(),
      later_request_id: laterRequestId(database, request),
      attempts: attemptsText(database, request.request_id),
    };
    return returned({
      resultSet: { columns, rows: [columns.map(({ name }) => row[name as keyof typeof row] ?? null)] },
    });
  },
);

/** FOR JSON PATH, INCLUDE_NULL_VALUES. */
function attemptsText(database: Database, requestId: number): string | null {
  const attempts = database.tables.medical_insurance_attempts
    .filter((row) => row.request_id === requestId)
    .sort((one, other) => one.attempt_no - other.attempt_no);
  return attempts.length === 0 ? null : JSON.stringify(attempts.map((row) => attemptFacts(database, row)));
}

function attemptFacts(database: Database, row: AttemptRow): object {
  const reply = database.tables.medical_insurance_responses.findLast((each) => each.attempt_id === row.attempt_id);
  return {
    attempt_no: row.attempt_no,
    msgid: row.msgid,
    outcome: row.outcome,
    requested_by: row.requested_by,
    lease_owner: row.lease_owner,
    opened_at: jsonTime(row.opened_at),
    sent_at: jsonTime(row.sent_at),
    closed_at: jsonTime(row.closed_at),
    http_status: row.http_status,
    cause: row.cause,
    request_body: row.request_body,
    infcode: reply?.infcode ?? null,
    duration_ms: reply?.duration_ms ?? null,
    response_data: reply?.response_data ?? null,
  };
}

function jsonTime(time: Date | null): string | null {
  return time === null ? null : localText(time).replace(" ", "T");
}
