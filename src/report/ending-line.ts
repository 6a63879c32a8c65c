import { join } from "node:path";
import { type Say, sayIn } from "../language.ts";
import type { ErrorCode } from "../outcome/request-state.ts";
import type { Ending } from "../run/run.ts";
import type { Refusal } from "../store/claim.ts";
import { storeFailureText } from "./failures.ts";
import { factsOf, type Report, reportLine } from "./report.ts";

/** One of several requests that have ended, for a person; in English the line of a job. */
export function endingLine(report: Report, ending: Ending, say: Say): string {
  return say({
    zh: `请求 ${report.request_id}：${factsOf(report)}：${endingInChinese(ending)}`,
    en: reportLine(report),
  });
}

/** Never the insurer's words, which may name a patient. */
function endingInChinese(ending: Ending): string {
  switch (ending.reason) {
    case "finished":
      return ending.state.errorCode === null ? "办理成功" : ERRORS[ending.state.errorCode];
    case "waiting":
      return `未发送；已回到队列，${ending.retrySeconds} 秒后工作进程可以再取`;
    case "not-stored":
      return ending.spooledAs === null
        ? `结果没有写入数据库（${ending.cause}），暂存目录也写入失败`
        : `结果没有写入数据库（${ending.cause}），已存入暂存目录：${ending.spooledAs}`;
    case "not-claimed":
      return REFUSALS[ending.refusal];
    case "answer-spooled":
      return `未发送：暂存目录里有它的应答，还没有补存（${join(ending.folder, ending.file)}：${ending.why}）；消除原因之后再重发。被拒收的用 processor spool deliver --rejected 补存`;
    default:
      return storeFailureText(ending, sayIn("zh"));
  }
}

const ERRORS: Readonly<Record<ErrorCode, string>> = {
  REFUSED: "医保端拒绝，原因见 err_msg",
  REFUSED_WITH_ZERO: "infcode 为 0，但有错误说明而没有出参，原因见 err_msg",
  INPUT_INVALID: "入参有误，未发送，原因见 err_msg",
  INTERFACE_UNKNOWN: "没有这个接口的定义，未发送",
  NOT_SENT: "未发送：连接医保端失败",
  GATEWAY_REFUSED: "网关拒绝，核心系统没有收到；请检查 app_id、app_secret 和本机时间",
  DEADLINE: "未发送：处理时限已到",
  OUTCOME_UNKNOWN: "结果未知，请勿重复办理，请按 next_action 核实",
  REPLY_LOST: "已发送，没有收到应答，可以重新查询",
  REPLY_UNREADABLE: "已发送，应答不可读，可以重新查询",
  INTERNAL: "处理程序的缺陷，详情见日志",
};

const REFUSALS: Readonly<Record<Refusal, string>> = {
  MISSING: "没有这个请求",
  TAKEN: "其他进程正在处理",
  DONE: "请求已结束",
  CONFIRM: "医保端已应答或可能已办理：请先核实，再单独重发并加 --confirm",
  HAPPENED: "已登记为已办理，不再发送",
  LATER:
    "没有发送过，但 HIS 后来又为同一笔业务提交了请求，业务可能已由它办理：请先用 processor show 核实，再单独重发并加 --confirm",
  CONFLICT: "应答互相矛盾：请先登记核实结果，确认也不能发送",
  BLOCKED: "同一笔业务的另一个请求尚未了结：请等待，或登记它的结果",
};
