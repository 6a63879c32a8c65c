import type { Database } from "../session-state.ts";
import type { RequestRow } from "../tables.ts";
import { becauseOf } from "../views/next-action.ts";
import { insertResponse } from "./response.ts";

/** What HIS reads about a request that the database ended without sending it. */
export function sayUnsent(database: Database, { request_id, error_code }: RequestRow, err_msg: string): void {
  insertResponse(database, request_id, {
    response_data: JSON.stringify({ error_code, err_msg, faults: [] }),
    infcode: null,
    err_msg,
    attempt_id: null,
    msgid: null,
    http_status: null,
    duration_ms: null,
    reply: null,
  });
}

/** Requests that wait, for the same business act as one with contradicting replies: to send them could do the act a second time. */
export function blockWaiting(database: Database, contradictory: RequestRow): void {
  const { request_id, request_key, interface_code } = contradictory;
  const waiting = database.tables.medical_insurance_requests.filter(
    (row) =>
      row !== contradictory &&
      row.status === "PENDING" &&
      row.interface_code === interface_code &&
      request_key !== null &&
      row.request_key === request_key,
  );
  for (const row of waiting) {
    Object.assign(row, {
      status: "ERROR",
      error_code: "BLOCKED",
      blocked_by: request_id,
      update_time: database.now(),
    } satisfies Partial<RequestRow>);
    const reason = "等待期间发现同一笔业务可能已办理，未发送。";
    sayUnsent(database, row, `${reason}${becauseOf(request_id, contradictory)}`);
  }
}
