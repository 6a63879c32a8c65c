import { latestResponse } from "../procedures/response.ts";
import { type Database, type Session, visibleRequests } from "../session-state.ts";
import { datetime, int, nvarchar, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { nextAction } from "./next-action.ts";
import type { Source, SourceRow } from "./source.ts";

const columns: Source["columns"] = [
  { name: "request_id", type: int },
  { name: "interface_code", type: varchar(10) },
  { name: "input_data", type: nvarchar("max") },
  { name: "status", type: varchar(20) },
  { name: "request_time", type: datetime },
  { name: "response_data", type: nvarchar("max") },
  { name: "infcode", type: varchar(10) },
  { name: "err_msg", type: nvarchar(500) },
  { name: "response_time", type: datetime },
  { name: "result_status", type: varchar(14) },
  { name: "result_id", type: int },
  { name: "msgid", type: varchar(30) },
  { name: "error_code", type: varchar(30) },
  { name: "next_action", type: nvarchar(4000) },
  { name: "attempt_count", type: int },
  { name: "duration_ms", type: int },
  { name: "interface_class", type: varchar(1) },
];

/** v_medical_insurance_result, by request_id. */
export const resultView: Source = {
  columns,
  rows: (session, requestId) =>
    visibleRequests(session, requestId)
      .filter((request) => isShown(request, session))
      .map((request) => viewRow(session.database, request)),
};

/** Where the installation limits it, a login of HIS sees what the same login, or a program of the same name, has called. */
function isShown({ called_by, called_from }: RequestRow, { login, database }: Session): boolean {
  if (login.role !== "his") return true;
  return database.tables.medical_insurance_version.some(({ results_of }) => {
    if (results_of === null) return true;
    return results_of === "login" ? called_by === login.user : called_from === login.applicationName;
  });
}

/** One row of the view: the latest response only, so that a replayed request is not shown twice. */
export function viewRow(database: Database, request: RequestRow): SourceRow {
  const { request_id, interface_code, input_data, status, msgid, error_code, attempt_count, interface_class } = request;
  const response = latestResponse(database, request_id);
  return {
    request_id,
    interface_code,
    input_data,
    status,
    request_time: request.create_time,
    response_data: response?.response_data ?? null,
    infcode: response?.infcode ?? null,
    err_msg: response?.err_msg ?? null,
    response_time: response?.create_time ?? null,
    result_status: resultStatus(request),
    result_id: request_id,
    msgid,
    error_code,
    next_action: nextAction(database, request),
    attempt_count,
    duration_ms: response?.duration_ms ?? null,
    interface_class,
  };
}

function resultStatus(request: RequestRow): string {
  switch (request.status) {
    case "COMPLETED":
      return request.error_code === null ? "SUCCESS" : "BUSINESS_ERROR";
    case "ERROR":
      return "SYSTEM_ERROR";
    default:
      return "PROCESSING";
  }
}
