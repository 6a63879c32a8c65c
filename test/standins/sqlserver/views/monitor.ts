import { isStuck } from "../procedures/rescue.ts";
import { latestResponse } from "../procedures/response.ts";
import type { Database } from "../session-state.ts";
import { datetime, decimal, int, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { isSince, secondsBetween } from "./since.ts";
import type { Source, SourceRow } from "./source.ts";

const seconds = decimal(9, 3);
const DAY_MINUTES = 1440;

/** v_medical_insurance_monitor: the last 24 hours of each interface, and what is open or unknown whatever its age. */
export const monitorView: Source = {
  columns: [
    { name: "interface_code", type: varchar(10) },
    { name: "total_requests", type: int },
    { name: "success_count", type: int },
    { name: "business_error_count", type: int },
    { name: "system_error_count", type: int },
    { name: "avg_response_time_seconds", type: seconds },
    { name: "unknown_count", type: int },
    { name: "pending_count", type: int },
    { name: "oldest_pending_seconds", type: int },
    { name: "stuck_count", type: int },
    { name: "p95_response_time_seconds", type: seconds },
    { name: "last_5_minutes_requests", type: int },
    { name: "last_5_minutes_success_count", type: int },
    { name: "last_success_time", type: datetime },
  ],
  rows({ database }) {
    const counted = database.tables.medical_insurance_requests.filter(
      (row) => isRecent(row, database) || isOpen(row) || isUnknown(row),
    );
    return [...Map.groupBy(counted, (row) => row.interface_code)].map(([code, rows]) => lineOf(code, rows, database));
  },
};

function lineOf(interface_code: string, rows: readonly RequestRow[], database: Database): SourceRow {
  const recent = rows.filter((row) => isRecent(row, database));
  const lastMinutes = rows.filter((row) => isSince(row.create_time, 5, database));
  const pending = rows.filter(({ status }) => status === "PENDING");
  const times = answerTimes(recent, database);
  return {
    interface_code,
    total_requests: recent.length,
    success_count: recent.filter(isSuccess).length,
    business_error_count: recent.filter(({ status, error_code }) => status === "COMPLETED" && error_code !== null)
      .length,
    system_error_count: recent.filter(({ status }) => status === "ERROR").length,
    avg_response_time_seconds: asSeconds(times.reduce((sum, ms) => sum + ms, 0) / times.length),
    unknown_count: rows.filter(isUnknown).length,
    pending_count: pending.length,
    oldest_pending_seconds: oldestSeconds(pending, database),
    stuck_count: rows.filter((row) => isStuck(row, database)).length,
    p95_response_time_seconds: asSeconds(times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN),
    last_5_minutes_requests: lastMinutes.length,
    last_5_minutes_success_count: lastMinutes.filter(isSuccess).length,
    last_success_time: recent.filter(isSuccess).reduce<Date | null>(newer, null),
  };
}

function isRecent({ create_time }: RequestRow, database: Database): boolean {
  return isSince(create_time, DAY_MINUTES, database);
}

function isOpen({ status }: RequestRow): boolean {
  return status === "PENDING" || status === "PROCESSING";
}

function isUnknown({ error_code, resolution }: RequestRow): boolean {
  return error_code === "OUTCOME_UNKNOWN" && resolution === null;
}

function isSuccess({ status, error_code }: RequestRow): boolean {
  return status === "COMPLETED" && error_code === null;
}

/** From the request to its latest response, in milliseconds, the shortest first. */
function answerTimes(rows: readonly RequestRow[], database: Database): readonly number[] {
  return rows
    .filter((row) => !isOpen(row))
    .flatMap(({ request_id, create_time }) => {
      const latest = latestResponse(database, request_id);
      return latest === undefined ? [] : [latest.create_time.getTime() - create_time.getTime()];
    })
    .sort((one, other) => one - other);
}

/** Null without any. */
function asSeconds(ms: number): string | null {
  return Number.isNaN(ms) ? null : (seconds.convert((ms / 1000).toFixed(6)) ?? null);
}

function oldestSeconds(pending: readonly RequestRow[], { now }: Database): number | null {
  const [first, ...others] = pending.map(({ create_time }) => create_time);
  if (first === undefined) return null;
  return secondsBetween(
    others.reduce((oldest, time) => (time < oldest ? time : oldest), first),
    now(),
  );
}

function newer(newest: Date | null, { create_time }: RequestRow): Date {
  return newest === null || create_time > newest ? create_time : newest;
}
