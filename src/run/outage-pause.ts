import type { Clock } from "../clock.ts";

/** The pause that a worker makes when nothing can be sent, so that it does not try the whole queue without success. */
export interface OutagePause {
  /** Tells how a request ended. */
  sent(wasSent: boolean): void;
  /** So many in a row were not sent that the worker should stop or wait. */
  isOn(): boolean;
  /** How long until the next request may be tried; that one request is then the caller's, and the others go on waiting. */
  msUntilProbe(): number;
}

const UNSENT_IN_A_ROW = 3;
const FIRST_MS = 5000;
const LONGEST_MS = 60_000;

export function outagePause(clock: Pick<Clock, "elapsedMs">): OutagePause {
  let unsent = 0;
  let pauseMs = FIRST_MS;
  let untilMs = 0;
  return {
    sent(wasSent) {
      unsent = wasSent ? 0 : unsent + 1;
      if (wasSent) pauseMs = FIRST_MS;
      else if (unsent === UNSENT_IN_A_ROW) untilMs = clock.elapsedMs() + pauseMs;
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
