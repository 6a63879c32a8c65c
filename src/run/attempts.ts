import type { InterfaceClass } from "../interfaces/interface.ts";
import type { LogFacts, LogLevel } from "../log.ts";
import { outcomeInEnglish } from "../outcome/in-english.ts";
import { certaintyOf, type Outcome } from "../outcome/outcome.ts";
import { printableInfcode } from "../outcome/printable.ts";
import type { AttemptStep } from "../sending/send-once.ts";
import { type AttemptRecord, openNextAttempt } from "../store/attempt.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { heldLease } from "./held-lease.ts";

/** The attempts of one run, in order; the last one is in progress. Only this module changes what a run knows of them. */
export interface Attempts {
  count(): number;
  /** Whether the first byte of the current attempt was sent. */
  isSent(): boolean;
  /** Notes how far the current attempt is. */
  note(step: AttemptStep): void;
  /** Whether this process still holds the request; see `HeldLease`. */
  isStillHeld(interfaceClass: InterfaceClass): Promise<boolean>;
  /** The database's local time now; its UTC fields are the local ones. */
  databaseTime(): Date;
  /** The row of the current attempt, ended with this outcome. */
  record(outcome: Outcome): AttemptRecord;
  /** Closes the current attempt and opens a further one, in the database first. False: there may be none. */
  openNext(outcome: Outcome): Promise<boolean>;
  /**
   * Only the latest attempt ends a request. If the database did not answer when a further attempt was opened, that attempt may be
   * open, and is then the latest. This asks the database again.
   * @returns false when the database did not answer again
   */
  settleUnanswered(): Promise<boolean>;
}

/** One attempt in progress. What is known of it must be stored even if a defect ends it. */
interface Attempt {
  readonly attemptId: number;
  /** On the clock's scale. */
  readonly startedMs: number;
  /** The envelope; null until one is made. */
  body: string | null;
  /** The database's local time of the first byte; null while nothing was sent. */
  sentAt: Date | null;
}

/** The claim has opened the first attempt. */
export function openAttempts(claimed: ClaimedRun): Attempts {
  const { request, lease, deadline, dependencies } = claimed;
  const { procedures, clock, log } = dependencies;
  const claimedMs = clock.elapsedMs();
  const begin = (attemptId: number): Attempt => ({ attemptId, startedMs: clock.elapsedMs(), body: null, sentAt: null });
  const held = heldLease(claimed);
  let current = begin(request.attemptId);
  let count = 1;
  /** The attempt after which a further one was asked for without an answer; nothing was sent under that one. */
  let unanswered: AttemptRecord | null = null;

  const databaseTime = (): Date => new Date(request.claimedAt.getTime() + clock.elapsedMs() - claimedMs);

  const openAfter = async (closed: AttemptRecord, untilMs: number): Promise<boolean> => {
    const askedMs = clock.elapsedMs();
    const next = await openNextAttempt(procedures, closed, lease.requestedBy, untilMs);
    if (next.reason !== "opened") return false;
    held.wasHeldAt(askedMs);
    current = begin(next.attemptId);
    count++;
    return true;
  };

  const record = (outcome: Outcome): AttemptRecord => ({
    requestId: request.requestId,
    attemptId: current.attemptId,
    leaseToken: lease.token,
    outcome: certaintyOf(outcome),
    httpStatus: httpStatusOf(outcome),
    durationMs: Math.round(clock.elapsedMs() - current.startedMs),
    sentAt: current.sentAt,
    cause: causeOf(outcome),
    requestBody: current.body,
  });

  /** What each line of the log about the current attempt has; `ms` since the attempt began. */
  const logged = (): LogFacts => ({
    request_id: request.requestId,
    attempt: count,
    ms: Math.round(clock.elapsedMs() - current.startedMs),
  });

  return {
    count: () => count,
    isSent: () => current.sentAt !== null,
    note(step) {
      switch (step.step) {
        case "envelope-made":
          current.body = step.body;
          return;
        case "first-byte-leaves":
          current.sentAt = databaseTime();
          log.info("sent", { ...logged(), bytes: Buffer.byteLength(current.body ?? "") });
          return;
        case "answered": {
          const { outcome, bytes } = step;
          const facts = { ...logged(), bytes, http_status: httpStatusOf(outcome), infcode: infcodeOf(outcome) };
          log[logLevelOf(outcome)]("answered", { ...facts, cause: causeOf(outcome) });
        }
      }
    },
    isStillHeld: held.isStillHeld,
    databaseTime,
    record,
    async openNext(outcome) {
      const closed = record(outcome);
      log.warn("sending again", { ...logged(), after: outcome.reason, cause: closed.cause });
      const isOpen = await openAfter(closed, deadline.sendingEndsAt);
      // The first call may have been executed although its answer was lost; its repetition is then answered with "lease lost".
      if (!isOpen) unanswered = closed;
      return isOpen;
    },
    async settleUnanswered() {
      if (unanswered !== null && (await openAfter(unanswered, deadline.storingEndsAt))) unanswered = null;
      return unanswered === null;
    },
  };
}

/** Null for a success. */
function causeOf(outcome: Outcome): string | null {
  return outcome.reason === "success" ? null : outcomeInEnglish(outcome);
}

function infcodeOf(outcome: Outcome): string | null {
  return "reply" in outcome ? printableInfcode(outcome.reply.infcode) : null;
}

/** What a person must look at is an error; what was refused, or not sent, is a warning. */
export function logLevelOf(outcome: Outcome): LogLevel {
  if (outcome.reason === "success") return "info";
  return outcome.reason === "defect" || certaintyOf(outcome) === "UNKNOWN" ? "error" : "warn";
}

function httpStatusOf(outcome: Outcome): number | null {
  if ("reply" in outcome) return outcome.reply.httpStatus;
  return "httpStatus" in outcome ? outcome.httpStatus : null;
}
