import { isUnsettled } from "./procedures/unsettled.ts";
import type { Database } from "./session-state.ts";
import type { RequestRow } from "./tables.ts";

const recorded: Readonly<Record<string, string>> = {
  happened: "已登记核实结果：医保已办理成功，请勿重复办理",
  did_not_happen: "已登记核实结果：医保未办理，可以重新办理",
  reversed: "已登记核实结果：已冲正，可以重新办理",
};

/** What a person has to do, or what has been recorded since; null where neither is needed. */
export function nextAction(database: Database, request: RequestRow): string | null {
  if (request.status !== "ERROR") return null;
  if (request.error_code === "BLOCKED") return afterBlocked(database, request);
  if (request.error_code !== "OUTCOME_UNKNOWN") return null;
  return request.resolution === null ? howToFindOut(database, request) : (recorded[request.resolution] ?? null);
}

function howToFindOut(database: Database, request: RequestRow): string {
  const row = database.tables.medical_insurance_interfaces.find(
    (each) => each.interface_code === request.interface_code,
  );
  const lookWith = row?.look_with ?? null;
  const look =
    lookWith === null
      ? "结果未知，请勿重复办理：与医保经办机构对账核实"
      : `结果未知，请勿重复办理：先用${lookWith}查询核实`;
  if (row?.reversible !== true || request.msgid === null) return look;
  return `${look}；如已成功且需撤销，用2601冲正，omsgid=${request.msgid}，oinfno=${request.interface_code}`;
}

function afterBlocked(database: Database, { blocked_by }: RequestRow): string {
  const other = database.tables.medical_insurance_requests.find((row) => row.request_id === blocked_by);
  return becauseOf(blocked_by ?? 0, other);
}

/** What to do about a request that was not sent because of another one, as that one is now. */
export function becauseOf(requestId: number, other: RequestRow | undefined): string {
  const act = `同一笔业务的请求${requestId}`;
  if (other?.status === "PENDING" || other?.status === "PROCESSING") {
    return `${act}正在处理：等待它的结果，请勿重复办理`;
  }
  if (other !== undefined && isUnsettled(other)) {
    return `${act}结果未知：先按该请求的next_action核实并登记，再决定是否重新办理`;
  }
  if ((other?.status === "COMPLETED" && other.error_code === null) || other?.resolution === "happened") {
    return `${act}医保已办理成功：使用该请求的结果，请勿重复办理`;
  }
  return `${act}已结束，未办成或已冲正：可以重新办理`;
}
