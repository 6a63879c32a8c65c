import type { Column, Outcome, ResultSet } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { datetime2, int, nvarchar, varchar } from "../sql-type.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { openAttempt } from "./open-attempt.ts";
import { resolutionOf } from "./resolution.ts";
import { latestAttempt } from "./response.ts";
import { throwError } from "./throw-error.ts";

/** What a processor says about itself when it takes a row, by claim or by next. */
export interface Claimant {
  readonly lease_token: string;
  readonly lease_owner: string | null;
  readonly lease_seconds: number;
  readonly fixmedins_code: string;
  readonly version: number;
  readonly requested_by: string | null;
}

const columns: readonly Column[] = [
  { name: "request_id", type: int },
  { name: "interface_code", type: varchar(10) },
  { name: "interface_class", type: varchar(1) },
  { name: "input_data", type: nvarchar("max") },
  { name: "mode", type: varchar(10) },
  { name: "msgid", type: varchar(30) },
  { name: "attempt_id", type: int },
  { name: "attempt_no", type: int },
  { name: "claimed_at", type: datetime2(3) },
];

export const emptyClaimResult: ResultSet = { columns, rows: [] };

/** Undefined when a value is missing without which no row can be taken. */
export function readClaimant(values: { readonly [K in keyof Claimant]: Claimant[K] | null }): Claimant | undefined {
  const { lease_token, lease_owner, lease_seconds, fixmedins_code, version, requested_by } = values;
  if (lease_token === null || fixmedins_code === null || version === null) return undefined;
  if (lease_seconds === null || lease_seconds < 1) return undefined;
  return { lease_token, lease_owner, lease_seconds, fixmedins_code, version, requested_by };
}

export function versionFault(database: Database, { version }: Claimant, procedure: string): Outcome | undefined {
  if (database.tables.medical_insurance_version.some((row) => row.version === version)) return undefined;
  const text = `数据库对象的版本与处理程序不一致：处理程序需要版本 ${version}。请用同一版本的 processor 执行 processor db install。`;
  return throwError(procedure, 51010, text);
}

/** Takes a row that the caller has found to be free. A message that got a reply is over; any other is sent again as the same message. */
export function takeRow(database: Database, row: RequestRow, claimant: Claimant): void {
  const before = latestAttempt(database, row.request_id);
  if (before !== undefined && row.resolution !== null) before.cause = `${before.cause ?? ""}${resolutionOf(row)}`;
  const isOver = before?.outcome === "REPLIED";
  if (row.msgid === null || isOver) row.msgid = makeMsgid(database, claimant.fixmedins_code);
  row.status = "PROCESSING";
  row.lease_token = claimant.lease_token;
  row.lease_owner = claimant.lease_owner;
  row.lease_until = new Date(database.now().getTime() + claimant.lease_seconds * 1000);
  row.error_code = null;
  row.resolution = null;
  row.resolved_at = null;
  row.resolved_by = null;
  row.resolution_reference = null;
  row.resolution_note = null;
  row.update_time = database.now();
  openAttempt(database, row, row.msgid, claimant.requested_by);
}

/** The open attempt of a row that this token holds; a claimant whose first answer was lost finds its row again. */
export function heldBy(database: Database, row: RequestRow, leaseToken: string): AttemptRow | undefined {
  const isHeld = row.status === "PROCESSING" && row.lease_token === leaseToken;
  return isHeld ? latestAttempt(database, row.request_id) : undefined;
}

export function claimResult(row: RequestRow, attempt: AttemptRow): ResultSet {
  const { request_id, interface_code, interface_class, input_data, mode } = row;
  const { msgid, attempt_id, attempt_no, opened_at } = attempt;
  return {
    columns,
    rows: [[request_id, interface_code, interface_class, input_data, mode, msgid, attempt_id, attempt_no, opened_at]],
  };
}

/** fixmedins_code, the database's time and a number that cycles: no two of one second are alike. */
function makeMsgid(database: Database, fixmedinsCode: string): string {
  const now = database.now();
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  const time = now.getFullYear() + parts.map((part) => String(part).padStart(2, "0")).join("");
  const number = database.tables.next.msgid;
  database.tables.next.msgid = (number + 1) % 10_000;
  return `${fixmedinsCode}${time}${String(number).padStart(4, "0")}`;
}
