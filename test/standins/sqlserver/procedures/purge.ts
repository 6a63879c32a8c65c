import { declareProcedure, input, optional, optionalOutput, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { int, varchar } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_purge";

/** Deletes old requests that are settled, with their attempts and responses, and records who did it. */
export const purge = declareProcedure(
  name,
  {
    older_than_days: input(int),
    status: optional(varchar(20), null),
    batch_size: optional(int, 500),
    purged: optionalOutput(int),
  },
  ({ older_than_days, status: asked, batch_size }, { database, login, transaction }) => {
    const status = asked?.toUpperCase() ?? null;
    const isSize = batch_size !== null && batch_size >= 1 && batch_size <= 1000;
    if (older_than_days === null || older_than_days < 1 || !isSize || !isPurged(status)) {
      const text =
        "参数有误：@older_than_days 不小于 1，@batch_size 在 1 到 1000 之间，@status 只能是 COMPLETED、ERROR 或 NULL。";
      return throwError(name, 51001, text);
    }
    if (transaction !== null) {
      return throwError(name, 51002, "不能在未提交的事务里清理：每一批要单独提交。请先 COMMIT 再调用。");
    }
    const { medical_insurance_purges: purges } = database.tables;
    const before = new Date(database.now().getTime() - older_than_days * 86_400_000);
    const row = {
      purge_id: purges.length + 1,
      purged_by: login.user,
      started_at: database.now(),
      created_before: before,
      status,
      requests: deleteOld(database, before, status),
      ended_at: database.now(),
    };
    purges.push(row);
    return returned({ outputs: { purged: row.requests } });
  },
);

function isPurged(status: string | null): status is "COMPLETED" | "ERROR" | null {
  return status === null || status === "COMPLETED" || status === "ERROR";
}

function deleteOld({ tables }: Database, before: Date, status: "COMPLETED" | "ERROR" | null): number {
  const due = new Set(
    tables.medical_insurance_requests
      .filter((row) => isSettled(row) && (status === null || row.status === status))
      .filter(({ create_time, update_time }) => create_time < before && (update_time === null || update_time < before))
      .map(({ request_id }) => request_id),
  );
  removeFrom(tables.medical_insurance_responses, due);
  removeFrom(tables.medical_insurance_attempts, due);
  removeFrom(tables.medical_insurance_requests, due);
  return due.size;
}

function isSettled({ status, error_code, resolution, conflict_at }: RequestRow): boolean {
  const isEnded = status === "COMPLETED" || status === "ERROR";
  return isEnded && conflict_at === null && (error_code !== "OUTCOME_UNKNOWN" || resolution !== null);
}

function removeFrom(rows: { readonly request_id: number }[], requests: ReadonlySet<number>): void {
  const kept = rows.filter(({ request_id }) => !requests.has(request_id));
  rows.splice(0, rows.length, ...kept);
}
