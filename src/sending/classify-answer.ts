import type { InterfaceClass } from "../interfaces/interface.ts";
import {
  DEEPEST_JSON,
  inspectJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MOST_JSON_OBJECTS,
} from "../json-text.ts";
import type { AnswerUnreadable, GatewayRefused, Raw, Repair, Replied, ReplyUndecided } from "../outcome/outcome.ts";
import { shownText } from "../outcome/shown-text.ts";
import { isTextOfSuccess, tellsOfTimeout } from "./err-msg-meaning.ts";
import { saidBy } from "./other-side.ts";
import { hasOutput } from "./output.ts";
import { decodeBody } from "./reply-body.ts";
import { readReplyJson } from "./reply-json.ts";
import { parseRetryAfter } from "./retry-rules.ts";

/** An HTTP answer whose body came whole. */
export interface Answer {
  readonly httpStatus: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** What is known of the interface that was called. */
export interface Asked {
  readonly interfaceClass: InterfaceClass;
  /** The specification gives the interface an output. */
  readonly promisesOutput: boolean;
}

export interface ClassificationRules {
  /** Words of success that the err_msg of a success without output may be or end in. */
  readonly harmlessTexts: readonly string[];
  /** Texts in an err_msg that tell of a time-out behind the machine that replied. */
  readonly timeoutTexts: readonly string[];
  readonly asked: Asked;
  /** This machine's time, to tell whether the gateway's differs. */
  readonly epochMs: number;
}

const GATEWAY_TOLERANCE_MS = 30 * 60_000;
/** A gateway's own word on what is behind it. */
const GATEWAY_STATUS: ReadonlySet<number> = new Set([502, 503, 504]);
const DECIDING_KEYS: ReadonlySet<string> = new Set(["infcode", "err_msg", "output"]);

/** Decides what an answer means. Source: the specification's table of replies, and replies seen in practice. */
export function classifyAnswer(
  answer: Answer,
  rules: ClassificationRules,
): Replied | ReplyUndecided | GatewayRefused | AnswerUnreadable {
  const { httpStatus } = answer;
  const body = decodeBody(answer.body, answer.headers["content-type"]);
  const raw: Raw = body?.isWhole === true ? { text: body.text } : { bytes: answer.body };
  const unreadable = (cause: string, value?: JsonValue): AnswerUnreadable => ({
    reason: "answer-unreadable",
    cause,
    said: body === null ? "" : shownText(saidBy(body.text, value)),
    httpStatus,
    retryAfterMs: parseRetryAfter(answer.headers["retry-after"], rules.epochMs),
    raw,
  });
  if (body === null) return unreadable("the body is not UTF-8");
  // A redirect does not come from the core system. It is not known whether the core system received the request.
  if (httpStatus >= 300 && httpStatus < 400) return unreadable(`HTTP ${httpStatus} redirect`);
  if (body.text.trim() === "") return unreadable("the body is empty");
  const shape = inspectJson(body.text, 1);
  if (shape.depth > DEEPEST_JSON) return unreadable(`the body is nested deeper than ${DEEPEST_JSON} levels`);
  if (shape.objects > MOST_JSON_OBJECTS)
    return unreadable(`the body has more than ${MOST_JSON_OBJECTS} objects and lists`);
  const { value, text, isMended } = readReplyJson(body.text);
  if (!isJsonObject(value)) return unreadable("the body is not a JSON object", value);
  const twice = shape.duplicateKeys.find((key) => DECIDING_KEYS.has(key));
  if (twice !== undefined) return unreadable(`${twice} appears twice in the reply`, value);
  if (value.infcode === undefined && isCode401(value)) return gatewayRefusal(answer, value, rules, raw);
  const infcode = infcodeText(value.infcode);
  if (infcode === null) return unreadable("the reply has no infcode", value);
  const errMsg = errMsgText(value.err_msg);
  const meaning = meaningOf({ httpStatus, infcode, errMsg, output: value.output }, rules);
  if (typeof meaning !== "string") return { reason: "reply-undecided", ...meaning, httpStatus, errMsg, raw };
  const repairs = repairsOf(isMended, body.isWhole);
  const bytes = body.isWhole ? null : answer.body;
  return { reason: meaning, reply: { text, bytes, repairs, httpStatus, infcode, errMsg } };
}

function repairsOf(isMended: boolean, isWhole: boolean): readonly Repair[] {
  return [...(isMended ? ["control-characters" as const] : []), ...(isWhole ? [] : ["undecodable-bytes" as const])];
}

interface Envelope {
  readonly httpStatus: number;
  readonly infcode: string;
  readonly errMsg: string;
  readonly output: JsonValue | undefined;
}

type Meaning = Replied["reason"] | Pick<ReplyUndecided, "because">;

/** A query is decided in every case: asking again does no harm. */
function meaningOf({ httpStatus, infcode, errMsg, output }: Envelope, rules: ClassificationRules): Meaning {
  const { interfaceClass, promisesOutput } = rules.asked;
  const isQuery = interfaceClass === "A";
  if (GATEWAY_STATUS.has(httpStatus) && !isQuery) return { because: "gateway-status" };
  if (infcode === "0" && (hasOutput(output) || isTextOfSuccess(errMsg, rules.harmlessTexts))) return "success";
  if (tellsOfTimeout(errMsg, rules.timeoutTexts) && !isQuery) return { because: "timed-out-behind" };
  if (infcode !== "0") return "refused";
  return promisesOutput || isQuery ? "refused-with-zero" : { because: "zero-with-text" };
}

function gatewayRefusal(answer: Answer, value: JsonObject, rules: ClassificationRules, raw: Raw): GatewayRefused {
  const gatewayMs = Date.parse(answer.headers.date ?? "");
  const aheadMs = rules.epochMs - gatewayMs;
  return {
    reason: "gateway-refused",
    message: errMsgText(value.message ?? value.msg),
    httpStatus: answer.httpStatus,
    clockAheadMs: Math.abs(aheadMs) > GATEWAY_TOLERANCE_MS ? aheadMs : null,
    raw,
  };
}

function isCode401(value: JsonObject): boolean {
  return value.code === 401 || value.code === "401";
}

/** infcode comes as a number or as a string; 0 and "0" are both success. */
function infcodeText(infcode: JsonValue | undefined): string | null {
  if (typeof infcode === "number") return String(infcode);
  return typeof infcode === "string" && infcode.trim() !== "" ? infcode.trim() : null;
}

function errMsgText(errMsg: JsonValue | undefined): string {
  if (errMsg === undefined || errMsg === null) return "";
  return typeof errMsg === "string" ? errMsg : JSON.stringify(errMsg);
}
