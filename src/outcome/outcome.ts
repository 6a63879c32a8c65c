import type { BrokenInterface } from "../interfaces/interface.ts";
import type { InputFault } from "./input-fault.ts";

/** What had to be done to read a reply. */
export type Repair =
  /** Control characters inside strings, such as line breaks, were written as escapes. */
  | "control-characters"
  /** Bytes that are no characters of the declared charset were replaced by U+FFFD. */
  | "undecodable-bytes";

/** The insurer's reply as it came; `text` is kept character for character, apart from the repairs. */
export interface Reply {
  readonly text: string;
  /** The body as it came, when the text cannot give it back; else null. */
  readonly bytes: Uint8Array | null;
  readonly repairs: readonly Repair[];
  readonly httpStatus: number;
  /** As it came, a number written out. */
  readonly infcode: string;
  readonly errMsg: string;
}

/** What came back instead of an envelope: text when it can be decoded, else bytes. */
export type Raw = { readonly text: string } | { readonly bytes: Uint8Array };

/** The insurer answered with an envelope. */
export interface Replied {
  readonly reason: "success" | "refused" | "refused-with-zero";
  readonly reply: Reply;
}

/** An envelope came that does not tell whether the insurer acted on the request, which is of class B or C. */
export interface ReplyUndecided {
  readonly reason: "reply-undecided";
  /**
   * zero-with-text: infcode 0, no output, none is promised, and a text that does not say success.
   * timed-out-behind: its text says that a call behind the machine that replied timed out.
   * gateway-status: HTTP 502, 503 or 504.
   */
  readonly because: "zero-with-text" | "timed-out-behind" | "gateway-status";
  readonly httpStatus: number;
  readonly errMsg: string;
  readonly raw: Raw;
}

/** The input was refused here; nothing was sent. */
export interface InputInvalid {
  readonly reason: "input-invalid";
  readonly faults: readonly InputFault[];
}

export interface InterfaceUnknown {
  readonly reason: "interface-unknown";
  readonly infno: string;
}

/** No byte of the request was sent: the insurer cannot have acted on it. */
export interface NotSent {
  readonly reason: "not-sent";
  readonly step: "dns" | "connect" | "tls";
  readonly cause: string;
}

/** The gateway replied 401; the core system did not receive the request. */
export interface GatewayRefused {
  readonly reason: "gateway-refused";
  readonly message: string;
  readonly httpStatus: number;
  /** This machine's clock minus the gateway's (its Date header), when that differs by more than its tolerance. */
  readonly clockAheadMs: number | null;
  readonly raw: Raw;
}

/** The deadline passed before anything was sent. */
export interface DeadlinePassed {
  readonly reason: "deadline";
}

/** The request was sent, and no complete reply came: the insurer may have acted on it. */
export interface AnswerLost {
  readonly reason: "answer-lost";
  readonly cause: string;
  readonly httpStatus: number | null;
  readonly raw: Raw | null;
}

/** A reply came that cannot be read as an envelope: the insurer may have acted on the request. */
export interface AnswerUnreadable {
  readonly reason: "answer-unreadable";
  readonly cause: string;
  /** What the other side, perhaps a proxy, says in its own words: one line, cut; empty when it says nothing. */
  readonly said: string;
  /** Null when not even the head is HTTP. */
  readonly httpStatus: number | null;
  /** The pause that a Retry-After header asked for. */
  readonly retryAfterMs: number | null;
  readonly raw: Raw;
}

/** Our own defect, caught once at the top of the run. */
export interface Defect {
  readonly reason: "defect";
  readonly sent: boolean;
  readonly cause: string;
}

/** The outcome of one attempt. */
export type Outcome =
  | Replied
  | ReplyUndecided
  | InputInvalid
  | InterfaceUnknown
  | BrokenInterface
  | NotSent
  | GatewayRefused
  | DeadlinePassed
  | AnswerLost
  | AnswerUnreadable
  | Defect;

/**
 * Whether a byte of an answer came from the insurer. Null: the outcome says nothing of the insurer.
 */
export function isInsurerReached(outcome: Outcome): boolean | null {
  switch (outcome.reason) {
    case "success":
    case "refused":
    case "refused-with-zero":
    case "reply-undecided":
    case "gateway-refused":
    case "answer-unreadable":
      return true;
    case "answer-lost":
      return outcome.httpStatus !== null || outcome.raw !== null;
    case "not-sent":
      return false;
    case "input-invalid":
    case "interface-unknown":
    case "interface-broken":
    case "deadline":
    case "defect":
      return null;
  }
}

/** What is certain of an attempt; the attempt row's `outcome`. */
export type Certainty = "NOT_SENT" | "REPLIED" | "UNKNOWN";

export function certaintyOf(outcome: Outcome): Certainty {
  switch (outcome.reason) {
    case "success":
    case "refused":
    case "refused-with-zero":
      return "REPLIED";
    case "input-invalid":
    case "interface-unknown":
    case "interface-broken":
    case "not-sent":
    case "gateway-refused":
    case "deadline":
      return "NOT_SENT";
    case "reply-undecided":
    case "answer-lost":
    case "answer-unreadable":
      return "UNKNOWN";
    case "defect":
      return outcome.sent ? "UNKNOWN" : "NOT_SENT";
  }
}
