import { isAccepted } from "../identity.ts";
import type { Column, Outcome, ResultSet } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { datetime2, int, nvarchar, varchar } from "../sql-type.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { makeMsgid } from "./make-msgid.ts";
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
  readonly awaited_ms: number;
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

const prepare = "sp_medical_insurance_prepare_claim";

/** Undefined when a value is missing without which no row can be taken. */
export function readClaimant(values: { readonly [K in keyof Claimant]: Claimant[K] | null }): Claimant | undefined {
  const { lease_token, lease_owner, lease_seconds, fixmedins_code, version, requested_by, awaited_ms } = values;
  if (lease_token === null || fixmedins_code === null || version === null || awaited_ms === null) return undefined;
  if (lease_seconds === null || lease_seconds < 1) return undefined;
  return { lease_token, lease_owner, lease_seconds, fixmedins_code, version, requested_by, awaited_ms };
}

/** Whether this processor may claim in this database; the first that may leaves its institution's code there. */
export function prepareClaim(database: Database, claimant: Claimant): Outcome | undefined {
  const { version, fixmedins_code } = claimant;
  const installed = database.tables.medical_insurance_version.find((row) => row.version === version);
  if (installed === undefined) {
    const text = `数据库对象的版本与处理程序不一致：处理程序需要版本 ${version}。请用同一版本的 processor 执行 processor db install。`;
    return throwError(prepare, 51010, text);
  }
  if (!isAccepted(database)) {
    const text =
      "这个数据库与登记的不同：可能被还原、复制、移动或改名，待发送的请求可能已经发送过。管理员核对并执行 EXEC dbo.sp_medical_insurance_accept_database 之前，不发送任何请求。";
    return throwError(prepare, 51011, text);
  }
  installed.fixmedins_code ??= fixmedins_code;
  return undefined;
}

/** Takes a row that the caller has found to be free. A message that got a reply is over; any other is sent again as the same message. */
export function takeRow(database: Database, row: RequestRow, claimant: Claimant): void {
  const before = latestAttempt(database, row.request_id);
  if (before !== undefined && row.resolution !== null) before.cause = `${before.cause ?? ""}${resolutionOf(row)}`;
  row.msgid = msgidFor(database, row, before, claimant.fixmedins_code);
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

/** A reply ends a message; and what was never sent may belong to another institution than the one that was recorded. */
function msgidFor(database: Database, row: RequestRow, before: AttemptRow | undefined, fixmedinsCode: string): string {
  const isOver = before?.outcome === "REPLIED";
  const isForeign = before === undefined && row.msgid?.startsWith(fixmedinsCode) === false;
  if (row.msgid !== null && !isOver && !isForeign) return row.msgid;
  return makeMsgid(database.tables, fixmedinsCode, database.now());
}

/** A token claims once: a call that comes after that was delayed, and its process has gone. */
export function wasUsed(database: Database, { lease_token }: Claimant): boolean {
  return database.tables.medical_insurance_attempts.some((each) => each.lease_token === lease_token);
}

/** The open attempt of a row that this token holds; a claimant whose first answer was lost finds its row again. */
export function heldBy(database: Database, row: RequestRow, leaseToken: string): AttemptRow | undefined {
  const isHeld = row.status === "PROCESSING" && row.lease_token === leaseToken;
  const isInTime = row.lease_until !== null && row.lease_until > database.now();
  return isHeld && isInTime ? latestAttempt(database, row.request_id) : undefined;
}

export function claimResult(row: RequestRow, attempt: AttemptRow): ResultSet {
  const { request_id, interface_code, interface_class, input_data, mode } = row;
  const { msgid, attempt_id, attempt_no, opened_at } = attempt;
  return {
    columns,
    rows: [[request_id, interface_code, interface_class, input_data, mode, msgid, attempt_id, attempt_no, opened_at]],
  };
}
