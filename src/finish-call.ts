import type { InterfaceClass } from "./interfaces/interface.ts";
import { certaintyOf, type Outcome, type Raw } from "./outcome.ts";
import { type ErrorCode, stateAfter } from "./request-state.ts";
import type { AttemptUnderWay } from "./sending.ts";
import type { AttemptRecord } from "./store/attempt.ts";
import type { ClaimedRequest, Lease } from "./store/claim.ts";
import type { FinishCall } from "./store/finish.ts";
import { errMsgFor, labelOf, ruleOfFaultInChinese } from "./words-chinese.ts";
import { outcomeInEnglish } from "./words-english.ts";

const INFCODE_LENGTH = 10;

/** @param nowMs on the clock's scale */
export function attemptRecord(
  request: ClaimedRequest,
  lease: Lease,
  attempt: AttemptUnderWay,
  outcome: Outcome,
  nowMs: number,
): AttemptRecord {
  return {
    requestId: request.requestId,
    attemptId: attempt.attemptId,
    leaseToken: lease.token,
    outcome: certaintyOf(outcome),
    httpStatus: httpStatusOf(outcome),
    durationMs: Math.round(nowMs - attempt.startedMs),
    sentAt: attempt.sentAt,
    cause: outcome.reason === "success" ? null : outcomeInEnglish(outcome),
    requestBody: attempt.body,
  };
}

/** What the database is told at the end of a run. */
export function finishCall(
  request: ClaimedRequest,
  lease: Lease,
  attempt: AttemptUnderWay,
  outcome: Outcome,
  interfaceClass: InterfaceClass,
  nowMs: number,
): FinishCall {
  const { status, errorCode } = stateAfter(outcome, interfaceClass);
  const errMsg = errMsgFor(outcome, errorCode);
  const record = attemptRecord(request, lease, attempt, outcome, nowMs);
  const final = { ...record, status, errorCode, errMsg };
  if ("reply" in outcome) {
    return { ...final, infcode: outcome.reply.infcode.slice(0, INFCODE_LENGTH), responseData: outcome.reply.text };
  }
  return { ...final, infcode: null, responseData: JSON.stringify(errorResponse(outcome, errorCode, errMsg)) };
}

function errorResponse(outcome: Outcome, errorCode: ErrorCode | null, errMsg: string): object {
  const faults = outcome.reason === "input-invalid" ? outcome.faults : [];
  return {
    error_code: errorCode,
    err_msg: errMsg,
    faults: faults.map((fault) => ({ path: fault.path, label: labelOf(fault), rule: ruleOfFaultInChinese(fault) })),
    ...("raw" in outcome && outcome.raw !== null ? rawFields(outcome.raw) : {}),
  };
}

function rawFields(raw: Raw): object {
  return "text" in raw ? { raw: raw.text } : { raw_base64: Buffer.from(raw.bytes).toString("base64") };
}

function httpStatusOf(outcome: Outcome): number | null {
  if ("reply" in outcome) return outcome.reply.httpStatus;
  return "httpStatus" in outcome ? outcome.httpStatus : null;
}
