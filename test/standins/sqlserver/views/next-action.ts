import { localText } from "../local-text.ts";
import { isUnsettled } from "../procedures/unsettled.ts";
import type { Database } from "../session-state.ts";
import type { RequestRow } from "../tables.ts";
import type { FilledInput } from "./fill-input.ts";
import { type LookUp, lookUpOf } from "./look-up.ts";

const recorded: Readonly<Record<string, string>> = {
  happened: "已登记核实结果：医保端已办理，请勿重复办理",
  did_not_happen: "已登记核实结果：医保端未办理，可以重新办理",
  reversed: "已登记核实结果：已冲正，可以重新办理",
};

/** What a person has to do, or what has been recorded since; null where neither is needed. */
export function nextAction(database: Database, request: RequestRow): string | null {
  const { status, error_code, resolution, conflict_at, attempt_count, due_at } = request;
  if (status === "ERROR" && error_code === "BLOCKED") return afterBlocked(database, request);
  if (conflict_at !== null)
    return `医保端的应答互相矛盾，请勿重复办理。${howToLook(lookUpOf(database, request))}${howToRecord(request)}`;
  if (resolution !== null) return recorded[resolution] ?? null;
  if (status === "PENDING" && attempt_count > 0) return untilNextTry(due_at);
  if (status === "ERROR" && error_code === "NOT_SENT" && attempt_count === 0) return "未发送，可以重新办理";
  if (status !== "ERROR" || error_code !== "OUTCOME_UNKNOWN") return null;
  const lookUp = lookUpOf(database, request);
  return `结果未知，请勿重复办理。${howToLook(lookUp)}${howToReverse(lookUp)}${howToRecord(request)}`;
}

function untilNextTry(dueAt: Date | null): string | null {
  if (dueAt === null) return null;
  return `尚未发送成功，将在 ${localText(dueAt).slice(0, 19)} 之后自动再次发送，无需重新提交`;
}

function howToLook({ lookWith, query }: LookUp): string {
  if (lookWith === null) return "请与医保经办机构对账，核实是否已办理";
  const blank = query?.blank ? `（${query.blank} 此时还没有，留空发送）` : "";
  const input = query === null ? "" : `，入参：${query.input}${blank}${missingText(query)}`;
  return `请用 ${lookWith} 查询，核实是否已办理${input}`;
}

function howToReverse({ reversal, cancelWith }: LookUp): string {
  if (reversal === null) return "";
  const first = cancelWith === null ? "" : `优先用 ${cancelWith} 撤销，不能撤销时才`;
  return `；如已办理且需撤销，${first}用 2601 冲正（规范要求慎用），入参：${reversal.input}${missingText(reversal)}`;
}

function missingText({ missing }: FilledInput): string {
  return missing === null ? "" : `（${missing} 在本请求的入参里没有，请先填写）`;
}

function howToRecord({ request_id }: RequestRow): string {
  return `。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ${request_id}, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）`;
}

function afterBlocked(database: Database, { blocked_by }: RequestRow): string {
  const other = database.tables.medical_insurance_requests.find((row) => row.request_id === blocked_by);
  return becauseOf(blocked_by ?? 0, other);
}

/** What to do about a request that was not sent because of another one, as that one is now. */
export function becauseOf(requestId: number, other: RequestRow | undefined): string {
  const act = `同一笔业务的请求 ${requestId} `;
  if (other?.status === "PENDING" || other?.status === "PROCESSING") {
    return `${act}正在处理，请等待它的结果，请勿重复办理`;
  }
  if (other !== undefined && isUnsettled(other)) {
    return `${act}结果未知，请先按该请求的 next_action 核实并登记，再决定是否重新办理`;
  }
  if ((other?.status === "COMPLETED" && other.error_code === null) || other?.resolution === "happened") {
    return `${act}已办理，请使用它的结果，请勿重复办理`;
  }
  if (other === undefined) return `${act}的记录已清理，请先核实医保端是否已办理，再决定是否重新办理`;
  return `${act}已结束，医保端未办理或已冲正，可以重新办理`;
}
