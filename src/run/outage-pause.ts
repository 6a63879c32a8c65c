import type { Clock } from "../clock.ts";
import { certaintyOf, type Outcome } from "../outcome/outcome.ts";

/** The pause that a worker makes when nothing can be sent, so that it does not try the whole queue without success. A replay of several ends then. */
export interface OutagePause {
  /** Tells how a request ended. */
  ended(outcome: Outcome): void;
  /** So many in a row were not sent that the worker should stop or wait. */
  isOn(): boolean;
  /** How long until the next request may be tried; that one request is then the caller's, and the others go on waiting. */
  msUntilProbe(): number;
}

const UNSENT_IN_A_ROW = 3;
const FIRST_MS = 5000;
/** Sync and async calls are held back for as long: where workers send them, the one that is let through must not wait for its worker. */
const LONGEST_MS = 10_000;

export function outagePause(clock: Pick<Clock, "elapsedMs">): OutagePause {
  let unsent = 0;
  let pauseMs = FIRST_MS;
  let untilMs = 0;
  return {
    ended(outcome) {
      if (isUnsent(outcome)) {
        unsent++;
        if (unsent === UNSENT_IN_A_ROW) untilMs = clock.elapsedMs() + pauseMs;
      } else if (certaintyOf(outcome) !== "NOT_SENT") {
        unsent = 0;
        pauseMs = FIRST_MS;
      }
    },
    isOn: () => unsent >= UNSENT_IN_A_ROW,
    msUntilProbe() {
      const leftMs = untilMs - clock.elapsedMs();
      if (leftMs > 0) return leftMs;
      pauseMs = Math.min(LONGEST_MS, pauseMs * 2);
      untilMs = clock.elapsedMs() + pauseMs;
      return 0;
    },
  };
}

/** Nothing was sent because it could not be. An input that was refused says nothing about the insurer. */
function isUnsent({ reason }: Outcome): boolean {
  return reason === "not-sent" || reason === "gateway-refused" || reason === "deadline";
}
