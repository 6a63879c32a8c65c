import { isAccepted } from "../identity.ts";
import { declareProcedure, optional, optionalOutput, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { int } from "../sql-type.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { markContradiction } from "./contradiction.ts";
import { clearLease, endWithError } from "./final-error.ts";

const launchAllowanceMs = 60_000;
/** So many processors may end without a report on one request of the queue. */
const mostDeaths = 3;
const launchFailed = {
  sync: "医保处理程序没有启动，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户",
  async:
    "医保处理程序没有启动，或随启动它的进程一起被结束，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户；总是如此时请改用 queue 模式",
};
const abandoned = "医保处理程序异常退出，查询没有得到结果，可以重新查询";
const outcomeUnknown = "医保处理程序异常退出，结果未知，请勿重复办理，请按 next_action 核实";

/** Ends what a processor left behind: rows whose lease is over, and rows that no processor ever took. */
export const rescue = declareProcedure(
  "sp_medical_insurance_rescue",
  { request_id: optional(int, null), rescued: optionalOutput(int) },
  ({ request_id }, { database }) =>
    returned({ outputs: { rescued: rescueExpired(database, request_id ?? undefined) } }),
);

/** Gives the number of rows changed. */
export function rescueExpired(database: Database, requestId?: number): number {
  const due = database.tables.medical_insurance_requests.filter(
    (row) => (requestId === undefined || row.request_id === requestId) && isDue(row, database),
  );
  for (const row of due) rescueRow(database, row);
  return due.length;
}

function isDue(row: RequestRow, database: Database): boolean {
  return isStuck(row, database) && (row.status === "PROCESSING" || isAccepted(database));
}

/** In PROCESSING past its lease, or sync or async and too long PENDING. */
export function isStuck(row: RequestRow, database: Database): boolean {
  const now = database.now().getTime();
  if (row.status === "PROCESSING") return row.lease_until !== null && row.lease_until.getTime() < now;
  const isOld = row.create_time.getTime() < now - launchAllowanceMs;
  return row.status === "PENDING" && row.mode !== "queue" && isOld;
}

function rescueRow(database: Database, row: RequestRow): void {
  const attempt = giveUpAttempt(database, row);
  if (row.status === "PENDING") {
    endWithError(database, row, {
      error_code: "LAUNCH_FAILED",
      err_msg: launchFailed[row.mode === "async" ? "async" : "sync"],
      attempt,
    });
  } else if (row.interface_class !== "A") {
    endWithError(database, row, { error_code: "OUTCOME_UNKNOWN", err_msg: outcomeUnknown, attempt });
    if (attempt !== undefined) markContradiction(database, row, attempt);
  } else if (row.mode !== "queue" || deathsOf(database, row) >= mostDeaths) {
    endWithError(database, row, { error_code: "ABANDONED", err_msg: abandoned, attempt });
  } else {
    row.status = "PENDING";
    row.error_code = null;
    row.due_at ??= database.now();
    row.update_time = database.now();
    clearLease(row);
  }
}

function deathsOf(database: Database, { request_id }: RequestRow): number {
  return database.tables.medical_insurance_attempts.filter(
    (each) => each.request_id === request_id && each.closed_at === null,
  ).length;
}

/** SENDING means "may have left": only the attempt's own process could say more, and for it closed_at stays NULL. */
function giveUpAttempt(database: Database, row: RequestRow): AttemptRow | undefined {
  const attempt = database.tables.medical_insurance_attempts.find(
    (each) => each.request_id === row.request_id && each.outcome === "SENDING",
  );
  if (attempt === undefined) return undefined;
  attempt.outcome = "UNKNOWN";
  attempt.cause = "the processor did not report before its lease ended";
  return attempt;
}
