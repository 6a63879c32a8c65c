import { setTimeout as sleep } from "node:timers/promises";
import { declareProcedure, input, optional, returned } from "../procedure.ts";
import type { Session } from "../session-state.ts";
import { int } from "../sql-type.ts";
import type { RequestRow } from "../tables.ts";
import { rescueExpired } from "./rescue.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_wait";
const pauseMs = 20;

/** Waits until a request is final: 0, or 1 when it is still open after the time given. */
export const wait = declareProcedure(
  name,
  { result_id: input(int), timeout_seconds: optional(int, 30) },
  async ({ result_id, timeout_seconds }, session) => {
    const { database } = session;
    if (result_id === null || timeout_seconds === null || timeout_seconds < 0 || timeout_seconds > 3600) {
      return throwError(name, 51001, "参数有误：@result_id 不能为空，@timeout_seconds 必须在 0 到 3600 之间。");
    }
    if (session.transaction !== null) {
      const text = "不能在未提交的事务里等待结果。请先 COMMIT 再调用；PowerBuilder 请设 SQLCA.AutoCommit = TRUE。";
      return throwError(name, 51002, text);
    }
    rescueExpired(database);
    const request = database.tables.medical_insurance_requests.find((row) => row.request_id === result_id);
    if (request === undefined) return throwError(name, 51003, "没有这个请求编号：请检查 @result_id 和所连接的数据库。");
    return returned({ status: (await waitUntilFinal(session, request, timeout_seconds)) ? 0 : 1 });
  },
);

/** Whether the request became final in time; a client that gives up ends the wait too. */
export async function waitUntilFinal(session: Session, request: RequestRow, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  while (request.status === "PENDING" || request.status === "PROCESSING") {
    if (performance.now() >= deadline || session.cancelled.aborted) return false;
    await sleep(pauseMs);
    rescueExpired(session.database, request.request_id);
  }
  return true;
}
