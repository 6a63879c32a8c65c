import { isUnsettled } from "./procedures/unsettled.ts";
import type { Database } from "./session-state.ts";
import type { InterfaceRow, RequestRow } from "./tables.ts";

const recorded: Readonly<Record<string, string>> = {
  happened: "已登记核实结果：医保已办理成功，请勿重复办理",
  did_not_happen: "已登记核实结果：医保未办理，可以重新办理",
  reversed: "已登记核实结果：已冲正，可以重新办理",
};

/** What a person has to do, or what has been recorded since; null where neither is needed. */
export function nextAction(database: Database, request: RequestRow): string | null {
  const { status, error_code, resolution, conflict_at } = request;
  if (status === "ERROR" && error_code === "BLOCKED") return afterBlocked(database, request);
  if (conflict_at !== null) return `医保的应答互相矛盾，请勿重复办理：${howToLook(database, request)}`;
  if (resolution !== null) return recorded[resolution] ?? null;
  if (status !== "ERROR" || error_code !== "OUTCOME_UNKNOWN") return null;
  return `结果未知，请勿重复办理：${howToLook(database, request)}${howToReverse(database, request)}`;
}

function howToLook(database: Database, request: RequestRow): string {
  const lookWith = interfaceOf(database, request)?.look_with ?? null;
  return lookWith === null ? "与医保经办机构对账核实" : `先用${lookWith}查询核实`;
}

function howToReverse(database: Database, request: RequestRow): string {
  const { msgid, interface_code } = request;
  if (interfaceOf(database, request)?.reversible !== true || msgid === null) return "";
  return `；如已成功且需撤销，用2601冲正，omsgid=${msgid}，oinfno=${interface_code}`;
}

function interfaceOf(database: Database, { interface_code }: RequestRow): InterfaceRow | undefined {
  return database.tables.medical_insurance_interfaces.find((row) => row.interface_code === interface_code);
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
