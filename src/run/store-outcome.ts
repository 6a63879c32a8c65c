import type { InterfaceClass } from "../interfaces/interface.ts";
import type { Log } from "../log.ts";
import { errMsgFor, ruleOfFaultInChinese } from "../outcome/in-chinese.ts";
import { labelOf } from "../outcome/input-fault.ts";
import { isInsurerReached, type Outcome, type Raw, type Reply } from "../outcome/outcome.ts";
import { type ErrorCode, type RequestState, stateAfter } from "../outcome/request-state.ts";
import type { ClaimedRequest } from "../store/claim.ts";
import { type FinishAnswer, type FinishCall, finishRequest, type Outage, tryingToTheEnd } from "../store/finish.ts";
import { type Attempts, logLevelOf } from "./attempts.ts";
import type { ClaimedRun } from "./claimed-run.ts";

/** The request has an outcome. */
interface Ended {
  readonly request: ClaimedRequest;
  readonly outcome: Outcome;
  readonly state: RequestState;
  readonly finish: FinishCall;
  readonly attempts: number;
}

/** The database has the outcome. */
export interface Finished extends Ended {
  readonly reason: "finished";
}

/** Nothing was sent, and the request is in the queue again. */
export interface Waiting extends Ended {
  readonly reason: "waiting";
  /** A worker takes it no earlier. */
  readonly retrySeconds: number;
}

/** The database did not store the outcome. */
export interface NotStored extends Ended {
  readonly reason: "not-stored";
  /** The spooled file; null when the spool failed too. */
  readonly spooledAs: string | null;
  readonly cause: string;
}

/** Stores the outcome of a request; what the database does not take at once is in the spool until it has taken it. */
export async function storeOutcome(
  outcome: Outcome,
  interfaceClass: InterfaceClass,
  attempts: Attempts,
  { request, deadline, dependencies }: ClaimedRun,
): Promise<Finished | Waiting | NotStored> {
  const { procedures, spool, log, configuration } = dependencies;
  const isSettled = await attempts.settleUnanswered();
  const state = stateAfter(outcome, interfaceClass);
  if ("reply" in outcome && outcome.reply.repairs.length > 0) {
    log.warn("reply", { request_id: request.requestId, repairs: outcome.reply.repairs.join(", ") });
  }
  const finish = finishCall(outcome, state, attempts, configuration.giveUpSeconds);
  const held = spool.hold(finish);
  const isReached = isInsurerReached(outcome);
  const reach = isReached === null ? null : { isReached, failFast: configuration.failFast };
  const answer = await finishRequest(procedures, finish, reach, deadline.storingEndsAt, tryingToTheEnd(held.save));
  const cause = whyNotStored(answer, isSettled);
  const ended = { request, outcome, state, finish, attempts: attempts.count() };
  const facts = {
    request_id: request.requestId,
    status: state.status,
    error_code: state.errorCode,
    stored: answer.reason,
    attempts: ended.attempts,
    http_status: finish.httpStatus,
    ms: finish.durationMs,
    reply_characters: finish.responseData.length,
    outcome: outcome.reason,
    cause: finish.cause,
  };
  if (cause === null) {
    held.stored();
    if ("outage" in answer) logOutage(answer.outage, request, log);
    if (answer.reason === "waiting") {
      const { retrySeconds } = answer;
      log.warn("waits for its next try", { ...facts, status: "PENDING", retry_seconds: retrySeconds });
      return { reason: "waiting", ...ended, retrySeconds };
    }
    log[logLevelOf(outcome)]("finished", facts);
    return { reason: "finished", ...ended };
  }
  const spooledAs = held.leave();
  log.error("not stored", { ...facts, cause, spooled_as: spooledAs });
  return { reason: "not-stored", ...ended, spooledAs, cause };
}

function logOutage(outage: Outage | null, { requestId: request_id }: ClaimedRequest, log: Log): void {
  if (outage === "begins") log.warn("calls are held back", { request_id });
  if (outage === "ends") log.info("calls are no longer held back", { request_id });
}

/** Null when the database has it. */
function whyNotStored(answer: FinishAnswer, isSettled: boolean): string | null {
  switch (answer.reason) {
    case "stored":
    case "kept":
    case "waiting":
      return null;
    case "already":
      return isSettled ? null : "a further attempt may be open, which rescue will end";
    case "attempt-unknown":
      return "the database does not know this attempt";
    default:
      return answer.cause;
  }
}

const INFCODE_LENGTH = 10;

/** What the database is told at the end of a run. */
function finishCall(
  outcome: Outcome,
  { status, errorCode }: RequestState,
  attempts: Attempts,
  giveUpSeconds: number,
): FinishCall {
  const errMsg = errMsgFor(outcome, errorCode);
  const final = { ...attempts.record(outcome), status, errorCode, errMsg, giveUpSeconds };
  if ("reply" in outcome) {
    return {
      ...final,
      infcode: outcome.reply.infcode.slice(0, INFCODE_LENGTH),
      responseData: keptReply(outcome.reply),
    };
  }
  return { ...final, infcode: null, responseData: JSON.stringify(errorResponse(outcome, errorCode, errMsg)) };
}

/** The reply's text. One that cannot give back the bytes has them beside its own fields. */
function keptReply({ text, bytes }: Reply): string {
  if (bytes === null) return text;
  return `${text.trimEnd().slice(0, -1)},"raw_base64":"${Buffer.from(bytes).toString("base64")}"}`;
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
