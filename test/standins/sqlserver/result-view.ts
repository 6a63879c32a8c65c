import type { Column, ResultSet } from "./procedure.ts";
import { latestResponse } from "./procedures/response.ts";
import { type Database, type Session, visibleRequests } from "./session-state.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import { datetime, int, nvarchar, varchar } from "./sql-type.ts";
import type { RequestRow } from "./tables.ts";
import type { SqlValue } from "./wire/values.ts";

const columns: readonly Column[] = [
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
  { name: "next_action", type: nvarchar(200) },
  { name: "attempt_count", type: int },
  { name: "duration_ms", type: int },
  { name: "interface_class", type: varchar(1) },
];

/** SELECT … FROM v_medical_insurance_result WHERE request_id = …: the columns asked for, or all. */
export function selectResult(
  session: Session,
  names: readonly string[] | "*",
  requestId: number | undefined,
): ResultSet | SqlError {
  const chosen =
    names === "*" ? columns : names.map((name) => columns.find((each) => each.name === name.toLowerCase()));
  const known = chosen.filter((column) => column !== undefined);
  if (names !== "*" && known.length < names.length) {
    return sqlError(207, `Invalid column name '${names.find((_, index) => chosen[index] === undefined)}'.`);
  }
  const requests = visibleRequests(session).filter((row) => row.request_id === requestId);
  const rows = requests.map((row) => viewRow(session.database, row));
  return { columns: known, rows: rows.map((row) => known.map((column) => row[column.name] ?? null)) };
}

/** One row of the view: the latest response only, so that a replayed request is not shown twice. */
export function viewRow(database: Database, request: RequestRow): Readonly<Record<string, SqlValue>> {
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

const recorded: Readonly<Record<string, string>> = {
  happened: "已登记核实结果：医保端已办理，请勿重复办理",
  did_not_happen: "已登记核实结果：医保端未办理，可以重新办理",
  reversed: "已登记核实结果：已冲正，可以重新办理",
};

function nextAction(database: Database, request: RequestRow): string | null {
  if (request.status !== "ERROR" || request.error_code !== "OUTCOME_UNKNOWN") return null;
  if (request.resolution !== null) return recorded[request.resolution] ?? null;
  const row = database.tables.medical_insurance_interfaces.find(
    (each) => each.interface_code === request.interface_code,
  );
  const lookWith = row?.look_with ?? null;
  const look =
    lookWith === null
      ? "结果未知，请勿重复办理。请与医保经办机构对账，核实是否已办理"
      : `结果未知，请勿重复办理。请用 ${lookWith} 查询，核实是否已办理`;
  if (row?.reversible !== true || request.msgid === null) return `${look}。核实后请登记结果`;
  return `${look}；如已办理且需撤销，用 2601 冲正（omsgid=${request.msgid}，oinfno=${request.interface_code}）。核实后请登记结果`;
}
