import type { Database } from "../session-state.ts";
import { datetime, datetime2, int, nvarchar, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { secondsBetween } from "./since.ts";
import type { Source, SourceRow } from "./source.ts";

/** v_medical_insurance_activity: the requests that are open now, each with the process that has it. */
export const activityView: Source = {
  columns: [
    { name: "request_id", type: int },
    { name: "interface_code", type: varchar(10) },
    { name: "interface_name", type: nvarchar(100) },
    { name: "interface_class", type: varchar(1) },
    { name: "status", type: varchar(20) },
    { name: "mode", type: varchar(10) },
    { name: "request_time", type: datetime },
    { name: "open_seconds", type: int },
    { name: "attempt_count", type: int },
    { name: "lease_owner", type: nvarchar(128) },
    { name: "lease_until", type: datetime2(3) },
    { name: "lease_seconds_left", type: int },
    { name: "due_at", type: datetime2(3) },
  ],
  rows: ({ database }) =>
    database.tables.medical_insurance_requests
      .filter(({ status }) => status === "PENDING" || status === "PROCESSING")
      .map((request) => openRow(request, database)),
};

function openRow(request: RequestRow, database: Database): SourceRow {
  const { interface_code, create_time, lease_until } = request;
  const known = database.tables.medical_insurance_interfaces.find((row) => row.interface_code === interface_code);
  const now = database.now();
  return {
    request_id: request.request_id,
    interface_code,
    interface_name: known?.name ?? null,
    interface_class: request.interface_class,
    status: request.status,
    mode: request.asked_mode ?? request.mode,
    request_time: create_time,
    open_seconds: secondsBetween(create_time, now),
    attempt_count: request.attempt_count,
    lease_owner: request.lease_owner,
    lease_until,
    lease_seconds_left: lease_until === null ? null : secondsBetween(now, lease_until),
    due_at: request.due_at,
  };
}
