import { orStopped } from "../stop.ts";
import type { StoreFailure } from "../store/failure.ts";
import { rescueRequests } from "../store/rescue.ts";
import { watchQueue } from "../store/watch.ts";
import { newDeadline } from "./deadline.ts";
import { deliverSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import type { OutagePause } from "./outage-pause.ts";

/** What a worker does when it cannot take the next request at once. */
export interface BetweenRequests {
  /** @returns whether the queue is asked again */
  nothingIsDue(): Promise<boolean>;
  /** Called while nothing can be sent. @returns whether one request may be tried */
  mayProbe(outage: OutagePause): Promise<boolean>;
  databaseFails(failure: StoreFailure): Promise<void>;
  /** A request was claimed. */
  databaseAnswers(): void;
}

/** What stopped a worker before the queue was empty. */
export interface Hindrance {
  /** Three requests in a row could not be sent; the rest of the queue was left. */
  isHeldUp: boolean;
  /** The database failed; null when it did not. */
  failure: StoreFailure | null;
}

/** A worker that does not go on ends there, and says why. */
export function endBetween(hindrance: Hindrance): BetweenRequests {
  return {
    nothingIsDue: async () => false,
    async mayProbe() {
      hindrance.isHeldUp = true;
      return false;
    },
    async databaseFails(failure) {
      hindrance.failure = failure;
    },
    databaseAnswers() {},
  };
}

const CHORES_EVERY_MS = 60_000;
const WATCH_PATIENCE_MS = 6000;
const FIRST_FAILURE_PAUSE_MS = 1000;
const LONGEST_FAILURE_PAUSE_MS = 30_000;

/** A worker that goes on waits, and does meanwhile what others leave to their end: others' dead requests and spooled replies. */
export function waitBetween(stop: AbortSignal, isOver: () => boolean, dependencies: Dependencies): BetweenRequests {
  const { procedures, clock, log, sleep } = dependencies;
  let choresMs = clock.elapsedMs();
  let failurePauseMs = FIRST_FAILURE_PAUSE_MS;
  let looking: Promise<boolean> | null = null;
  stop.addEventListener("abort", () => {
    log.info("told to stop");
    // The session that watches has no request in hand.
    procedures.close();
  });

  const doChores = async (): Promise<void> => {
    if (clock.elapsedMs() - choresMs < CHORES_EVERY_MS) return;
    choresMs = clock.elapsedMs();
    await rescueRequests(procedures, null, newDeadline(dependencies).sendingEndsAt, stop);
    await deliverSpooled(dependencies, newDeadline(dependencies).storingEndsAt);
  };

  const databaseAnswers = (): void => {
    failurePauseMs = FIRST_FAILURE_PAUSE_MS;
  };

  const databaseFails = async ({ reason, cause }: StoreFailure): Promise<void> => {
    if (stop.aborted) return;
    const pauseMs = failurePauseMs;
    failurePauseMs = Math.min(LONGEST_FAILURE_PAUSE_MS, pauseMs * 2);
    log.error("the database is not usable", { reason, cause, next_try_ms: pauseMs });
    await orStopped(sleep(pauseMs), stop);
  };

  const look = async (): Promise<boolean> => {
    await doChores();
    const seen = await watchQueue(procedures, clock.elapsedMs() + WATCH_PATIENCE_MS, stop);
    if ("cause" in seen) {
      await databaseFails(seen);
      return false;
    }
    databaseAnswers();
    return seen.reason === "due";
  };

  /** All that have nothing to do look together, over one session. */
  const isDue = (): Promise<boolean> => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };

  return {
    async nothingIsDue() {
      while (!isOver() && !(await isDue()));
      return true;
    },
    async mayProbe(outage) {
      const leftMs = outage.msUntilProbe();
      if (leftMs > 0) await orStopped(sleep(leftMs), stop);
      return leftMs <= 0;
    },
    databaseFails,
    databaseAnswers,
  };
}
