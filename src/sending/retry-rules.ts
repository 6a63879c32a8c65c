import type { InterfaceClass } from "../interfaces/interface.ts";
import { certaintyOf, type Outcome } from "../outcome/outcome.ts";

const BASE_MS = 1000;

/** Whether the same request may be sent again without a person's confirmation. Source: the specification of classes A, B and C. */
export function maySendAgain(outcome: Outcome, interfaceClass: InterfaceClass): boolean {
  switch (certaintyOf(outcome)) {
    case "REPLIED":
      return false;
    case "NOT_SENT":
      return outcome.reason === "not-sent";
    case "UNKNOWN":
      return interfaceClass === "A" && outcome.reason !== "defect";
  }
}

/**
 * The pause before the next attempt, in milliseconds: uniform in [0, 1 s · 2^n] with n = attempts made - 1, or what the
 * reply's Retry-After asks for.
 * @param random a number in [0, 1)
 */
export function delayBefore(attemptsMade: number, outcome: Outcome, random: () => number): number {
  if (outcome.reason === "answer-unreadable" && outcome.retryAfterMs !== null) return outcome.retryAfterMs;
  return random() * BASE_MS * 2 ** (attemptsMade - 1);
}

/** Reads a Retry-After header: seconds, or an HTTP date against `nowEpochMs`. Null when absent or unreadable. */
export function parseRetryAfter(header: string | undefined, nowEpochMs: number): number | null {
  if (header === undefined || header.trim() === "") return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds < 0 ? null : seconds * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowEpochMs);
}
