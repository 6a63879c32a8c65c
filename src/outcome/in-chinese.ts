import type { BrokenInterface } from "../interfaces/interface.ts";
import { formatsOf, type Rule } from "../interfaces/rule.ts";
import { type FormRule, type InputFault, labelOf } from "./input-fault.ts";
import type { AnswerUnreadable, GatewayRefused, Outcome, ReplyUndecided } from "./outcome.ts";
import type { ErrorCode } from "./request-state.ts";
import { shownText } from "./shown-text.ts";

const FAULTS_SHOWN = 5;

/** err_msg for HIS: what happened, why, and what to do next. A refusal is in the insurer's own words. */
export function errMsgFor(outcome: Outcome, errorCode: ErrorCode | null): string {
  switch (outcome.reason) {
    case "success":
    case "refused":
    case "refused-with-zero":
      return outcome.reply.errMsg;
    case "reply-undecided":
      return unknownInChinese(errorCode, undecidedInChinese(outcome));
    case "input-invalid":
      return `入参不符合接口要求，未发送：${faultsInChinese(outcome.faults)}`;
    case "interface-unknown":
      return `接口编号 ${outcome.infno} 没有定义，未发送。请检查接口编号，或请管理员在 interfaces_folder 里添加接口定义`;
    case "interface-broken":
      return `接口 ${outcome.infno} 的自定义定义（${filesOf(outcome)}）有 ${outcome.faults.length} 处错误，未发送。请管理员执行 processor schema list 查看并改正，然后重新办理`;
    case "not-sent":
      return `连接医保端失败，请求未发送，可以重新办理。原因：${STEP_IN_CHINESE[outcome.step]}（${outcome.cause}）`;
    case "gateway-refused":
      return gatewayRefusalInChinese(outcome);
    case "deadline":
      return "处理时限已到，请求未发送，可以重新办理";
    case "answer-lost":
      return unknownInChinese(errorCode, `没有收到完整的应答（${outcome.cause}）`);
    case "answer-unreadable":
      return unknownInChinese(errorCode, `应答不是医保报文（${outcome.cause}）${saidInChinese(outcome)}`);
    case "defect":
      return errorCode === "OUTCOME_UNKNOWN"
        ? unknownInChinese(errorCode, "程序内部错误")
        : "程序内部错误，请把请求编号告诉管理员，由管理员查看日志";
  }
}

function filesOf({ faults }: BrokenInterface): string {
  return [...new Set(faults.map(({ file }) => file))].join("、");
}

const STEP_IN_CHINESE = { dns: "域名解析失败", connect: "无法建立连接", tls: "TLS 握手失败" } as const;

function unknownInChinese(errorCode: ErrorCode | null, cause: string): string {
  return errorCode === "OUTCOME_UNKNOWN"
    ? `请求已发送，但结果未知，医保端可能已办理。请勿重复办理，请按 next_action 核实。原因：${cause}`
    : `请求已发送，但没有得到可读的应答，可以重新查询。原因：${cause}`;
}

function saidInChinese({ cause, httpStatus, said }: AnswerUnreadable): string {
  const status = httpStatus === null || httpStatus === 200 || cause.startsWith("HTTP") ? "" : `HTTP ${httpStatus}`;
  const words = [status, said].filter((word) => word !== "").join("，");
  return words === "" ? "" : `。对方返回：${words}`;
}

function undecidedInChinese(reply: ReplyUndecided): string {
  const said = shownText(reply.errMsg);
  return whyUndecidedInChinese(reply) + (said === "" ? "" : `。医保端返回：${said}`);
}

function whyUndecidedInChinese({ because, httpStatus }: ReplyUndecided): string {
  switch (because) {
    case "zero-with-text":
      return "应答的 infcode 为 0，但所附文字不能说明是否已办理";
    case "timed-out-behind":
      return "医保端说等待后端应答超时";
    case "gateway-status":
      return `HTTP ${httpStatus}，网关没有等到后端的应答`;
  }
}

function gatewayRefusalInChinese(refusal: GatewayRefused): string {
  const reason = `医保网关拒绝，请求未到达医保核心系统：${withoutEndMarks(refusal.message)}`;
  if (refusal.clockAheadMs !== null) {
    const minutes = Math.round(Math.abs(refusal.clockAheadMs) / 60_000);
    return `${reason}。本机时间比网关${refusal.clockAheadMs > 0 ? "快" : "慢"}约 ${minutes} 分钟，请校准后重新办理`;
  }
  if (refusal.message.includes("时间戳")) return `${reason}。请检查本机时间是否准确（允许误差 30 分钟）`;
  return `${reason}。请检查 app_id、app_secret 和 sdk.path`;
}

function withoutEndMarks(text: string): string {
  let end = text.length;
  while (end > 0 && "!！.。".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** Each fault names its path, its Chinese label and its rule. */
function faultsInChinese(faults: readonly InputFault[]): string {
  const shown = faults.slice(0, FAULTS_SHOWN).map(faultInChinese).join("；");
  return faults.length > FAULTS_SHOWN ? `${shown}；共 ${faults.length} 处` : shown;
}

function faultInChinese(fault: InputFault): string {
  const rule = ruleOfFaultInChinese(fault);
  const label = labelOf(fault);
  if (label !== "") return `${label}（${fault.path}）${rule}`;
  return fault.path === "" ? rule : `${fault.path} ${rule}`;
}

export function ruleOfFaultInChinese(fault: InputFault): string {
  return "form" in fault ? formRuleInChinese(fault.form) : ruleInChinese(fault.rule);
}

function formRuleInChinese(rule: FormRule): string {
  switch (rule.keyword) {
    case "empty":
      return "入参为空";
    case "not-json":
      return "入参不是合法的 JSON";
    case "not-object":
      return "入参必须是 JSON 对象";
    case "too-deep":
      return `嵌套不能超过 ${rule.limit} 层`;
    case "too-many-objects":
      return `对象和列表不能超过 ${rule.limit} 个`;
    case "too-long":
      return `入参有 ${rule.length} 个字符，不能超过 ${rule.limit} 个`;
    case "duplicate-key":
      return "字段重复";
    case "inexact-number":
      return `数字 ${rule.text} 无法精确表示，请改写为字符串`;
    case "fixed-envelope-field":
      return "由处理程序填写，HIS 不能指定";
    case "unknown-envelope-field":
      return "不是报文头字段，不能与 input 并列";
    case "envelope-field-not-text":
      return "报文头字段必须是字符串";
    case "mixed-forms":
      return `节点（${rule.nodes.join("、")}）与平铺的字段（${rule.fields.slice(0, FAULTS_SHOWN).join("、")}）不能混用`;
  }
}

const TYPE_IN_CHINESE: Readonly<Record<string, string>> = {
  string: "字符串",
  number: "数值",
  integer: "整数",
  boolean: "布尔值（true 或 false）",
  object: "对象",
  array: "数组",
  null: "空值（null）",
};

export function ruleInChinese(rule: Rule): string {
  switch (rule.keyword) {
    case "required":
      return "必填";
    case "filled":
      return "不能为空";
    case "any-filled":
      return `至少填写一项：${rule.fields.join("、")}`;
    case "type":
      return `类型应为${rule.types.map((type) => TYPE_IN_CHINESE[type] ?? type).join("或")}`;
    case "max-length":
      return `长度不能超过 ${rule.limit} 个字符`;
    case "decimal":
      return `应为数值${boundsInChinese(rule.precision, rule.scale)}（没有数值时填 0）`;
    case "format":
      return `格式应为 ${formatsOf(rule.format).join(" 或 ")}`;
    case "codes":
      return `只能是 ${rule.codes.join("、")}`;
    case "schema":
      return `不符合接口定义的 ${rule.word} 规则`;
    case "unknown-field":
      return "接口规范中没有此字段";
    case "unknown-code":
      return `代码表 ${rule.table} 中没有此代码`;
    case "expected":
      return "接口规范要求填写；医保端不一定要求，照样发送";
    case "written-as-text":
      return "应为文本，已将对象转为 JSON 文本";
    case "fields-not-known":
      return "此接口的字段未知，入参未检查，照样发送";
  }
}

function boundsInChinese(precision: number | null, scale: number | null): string {
  if (precision === null || scale === null) return "";
  return scale === 0 ? `，最多 ${precision} 位整数` : `，最多 ${precision - scale} 位整数、${scale} 位小数`;
}
