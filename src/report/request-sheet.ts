import type { Field } from "../interfaces/field.ts";
import { isJsonObject, type JsonValue } from "../json-text.ts";
import type { Say, Text } from "../language.ts";
import { printableInfcode, printableInfno } from "../outcome/printable.ts";
import type { ShownAttempt, ShownRequest } from "../store/show.ts";
import { HIDDEN, type LabelledField, labelledFields, readDigits } from "./labelled-fields.ts";

/** What `processor show` prints of a request, and gives with `--json`. Times are the database's local ones. */
export interface RequestSheet {
  readonly request_id: number;
  readonly interface_code: string | null;
  readonly interface_name: string | null;
  readonly interface_class: string;
  readonly mode: string;
  readonly status: string;
  readonly result_status: string;
  readonly error_code: string | null;
  readonly msgid: string | null;
  readonly request_time: string | null;
  /** While a process has it. */
  readonly lease: {
    readonly owner: string | null;
    readonly until: string | null;
    readonly seconds_left: number;
  } | null;
  readonly attempts: readonly SheetAttempt[];
  readonly input: readonly LabelledField[];
  readonly reply: {
    readonly infcode: string | null;
    readonly err_msg: string | null;
    readonly received_at: string | null;
    readonly duration_ms: number | null;
    readonly output: readonly LabelledField[];
  } | null;
  readonly resolution: {
    readonly resolution: string;
    readonly at: string | null;
    readonly by: string | null;
    readonly reference: string | null;
    readonly note: string | null;
  } | null;
  /** The newest request for the same business act that HIS stored after this one. */
  readonly later_request_id: number | null;
  /** Chinese, as the view has it. */
  readonly next_action: string | null;
  readonly next_command: string;
}

export interface SheetAttempt {
  readonly attempt_no: number;
  readonly msgid: string;
  readonly outcome: ShownAttempt["outcome"];
  readonly certainty: string;
  readonly opened_at: string;
  readonly sent_at: string | null;
  readonly closed_at: string | null;
  readonly duration_ms: number | null;
  readonly http_status: number | null;
  readonly infcode: string | null;
  readonly requested_by: string | null;
  readonly lease_owner: string | null;
  readonly cause: string | null;
}

/** The parts of the interface's schema, where it has one. */
export interface SheetFields {
  readonly input: Field | undefined;
  readonly output: Field | undefined;
}

/** @param isRevealed else values of the input and the reply, and texts that may name a patient, are hidden */
export function sheetOf(request: ShownRequest, fields: SheetFields, isRevealed: boolean, say: Say): RequestSheet {
  const hide = (text: string | null): string | null => (text === null || text === "" || isRevealed ? text : HIDDEN);
  return {
    request_id: request.requestId,
    interface_code: printableInfno(request.infno),
    interface_name: request.interfaceName,
    interface_class: request.interfaceClass,
    mode: request.mode,
    status: request.status,
    result_status: request.resultStatus,
    error_code: request.errorCode,
    msgid: request.msgid,
    request_time: request.requestTime,
    lease:
      request.status === "PROCESSING" && request.leaseSecondsLeft !== null
        ? { owner: request.leaseOwner, until: request.leaseUntil, seconds_left: request.leaseSecondsLeft }
        : null,
    attempts: request.attempts.map((attempt) => sheetAttempt(attempt, isRevealed, say)),
    input: labelledFields(
      inputNodes(readDigits(request.input) ?? request.input, fields.input),
      fields.input,
      isRevealed,
    ),
    reply:
      request.responseData === null
        ? null
        : {
            infcode: request.infcode === null ? null : (printableInfcode(request.infcode) ?? hide(request.infcode)),
            err_msg: hide(request.errMsg),
            received_at: request.responseTime,
            duration_ms: request.durationMs,
            output: labelledFields(outputOf(request.responseData), fields.output, isRevealed),
          },
    resolution:
      request.resolution === null
        ? null
        : {
            resolution: request.resolution,
            at: request.resolvedAt,
            by: request.resolvedBy,
            reference: hide(request.reference),
            note: hide(request.note),
          },
    later_request_id: request.laterRequestId,
    next_action: request.nextAction === null || isRevealed ? request.nextAction : withoutValues(request.nextAction),
    next_command: nextCommand(request),
  };
}

function sheetAttempt(attempt: ShownAttempt, isRevealed: boolean, say: Say): SheetAttempt {
  const { attempt_no, msgid, outcome, duration_ms, http_status, infcode, requested_by, lease_owner, cause } = attempt;
  return {
    attempt_no,
    msgid,
    outcome,
    certainty: say(CERTAINTY[outcome]),
    opened_at: timeText(attempt.opened_at) ?? "",
    sent_at: timeText(attempt.sent_at),
    closed_at: timeText(attempt.closed_at),
    duration_ms,
    http_status,
    infcode: infcode === null ? null : printableInfcode(infcode),
    requested_by,
    lease_owner,
    cause: cause === null || isRevealed ? cause : withoutNotes(cause),
  };
}

const CERTAINTY: Readonly<Record<ShownAttempt["outcome"], Text>> = {
  SENDING: { zh: "可能已经发出；它的进程还没有写入结果", en: "it may have left; its process has not reported" },
  NOT_SENT: { zh: "医保端没有收到", en: "the insurer did not get it" },
  REPLIED: { zh: "医保端已应答", en: "the insurer replied" },
  UNKNOWN: { zh: "医保端可能已办理", en: "the insurer may have acted on it" },
};

function timeText(time: string | null): string | null {
  return time === null ? null : time.slice(0, 19).replace("T", " ");
}

/** What a person recorded before, at the end of the cause, may name a patient. */
function withoutNotes(cause: string): string {
  const at = cause.indexOf("[resolved ");
  return at === -1 ? cause : `${cause.slice(0, at)}[resolved ${HIDDEN}]`;
}

/** The inputs in a next_action: what names the request stays, what names a person goes. */
function withoutValues(text: string): string {
  return text.replaceAll(/"(\w+)":"(?:[^"\\]|\\.)+"/g, (whole, key: string) =>
    key === "omsgid" || key === "oinfno" ? whole : `"${key}":"${HIDDEN}"`,
  );
}

/** Of the three forms the one with nodes, as far as a label can be found by it. */
function inputNodes(value: JsonValue, field: Field | undefined): JsonValue {
  if (!isJsonObject(value) || field === undefined) return value;
  const isNode = (key: string): boolean => field.fields.some(({ code }) => code === key);
  if (Object.keys(value).some(isNode)) return value;
  if (isJsonObject(value.input)) return inputNodes(value.input, field);
  return isNode("data") ? { data: value } : value;
}

/** The reply without its envelope; for an error the text that says so has no output. */
function outputOf(text: string): JsonValue {
  const reply = readDigits(text);
  const output = isJsonObject(reply) ? reply.output : undefined;
  if (typeof output === "string") return readDigits(output) ?? output;
  return output ?? {};
}

/** The command with which a person goes on. */
function nextCommand(request: ShownRequest): string {
  const { requestId, status, errorCode, resolution, isConflict, leaseSecondsLeft, blockedBy, laterRequestId, infno } =
    request;
  const resolve = `processor resolve ${requestId} happened|did-not-happen|reversed --reference <number> --note <text>`;
  if (isConflict) return resolve;
  if (status === "PENDING") return request.mode === "queue" ? "processor drain" : `processor ${requestId}`;
  if (status === "PROCESSING") return (leaseSecondsLeft ?? 0) > 0 ? `processor show ${requestId}` : "processor rescue";
  switch (errorCode) {
    case "OUTCOME_UNKNOWN":
      if (resolution === null) return resolve;
      return resolution === "happened"
        ? `processor show ${requestId} --reveal`
        : `processor replay ${requestId} --confirm ${requestId}`;
    case "BLOCKED":
      return blockedBy === null ? `processor replay ${requestId}` : `processor show ${blockedBy}`;
    case "INPUT_INVALID":
      return `processor schema show ${printableInfno(infno) ?? "<infno>"}`;
    case "INTERFACE_UNKNOWN":
      return "processor schema list";
    case null:
    case "REFUSED":
    case "REFUSED_WITH_ZERO":
      return `processor show ${requestId} --reveal`;
    default:
      // The act may be done already under the other number.
      return laterRequestId === null ? `processor replay ${requestId}` : `processor show ${laterRequestId}`;
  }
}
