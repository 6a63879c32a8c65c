import type { Outcome } from "../outcome/outcome.ts";
import { claimNext } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import type { Procedures } from "../store/procedures.ts";
import { rescueRequests } from "../store/rescue.ts";
import { watchQueue } from "../store/watch.ts";
import { deadlineFrom } from "./deadline.ts";
import { deliverSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import { newLease } from "./lease.ts";
import { outagePause } from "./outage-pause.ts";
import { carryOut } from "./run.ts";
import type { Finished, NotStored, Waiting } from "./store-outcome.ts";

export interface DrainOrder {
  /** At most so many requests. */
  readonly limit: number;
  /** So many requests at the same time, each with a database session of its own. */
  readonly concurrency: number;
  /** Aborted when the worker is told to stop: it finishes what it has in hand. Null: it stops when nothing is due. */
  readonly stop: AbortSignal | null;
}

/** How many requests ended in which state. */
export interface DrainCounts {
  /** The database has the outcome: by the row's error_code, or SUCCESS. */
  readonly results: Readonly<Record<string, number>>;
  /** Nothing was sent, and they are in the queue again. */
  readonly waiting: number;
  readonly notStored: number;
}

/** What a worker did until nothing was due, it was told to stop, or something was in its way. */
export interface Drained {
  readonly counts: DrainCounts;
  /** The kinds of outcome that were stored, for the exit code. */
  readonly outcomes: readonly Outcome[];
  /** Three requests in a row could not be sent; the rest of the queue was left. */
  readonly isHeldUp: boolean;
  /** Why it stopped before the end; null when it did not. */
  readonly failure: StoreFailure | null;
}

/** Ends the process, loudly, when a request takes longer than it may; it works even while the process computes without an end. */
export interface Watchdog {
  /** Watches one request. */
  watch(watched: {
    readonly requestId: number;
    /** After so many seconds the process is ended. */
    readonly seconds: number;
    /** What is written to the log and to stderr then. */
    readonly logFile: string;
    readonly logLine: string;
    readonly words: string;
  }): void;
  /** This request is no longer watched. */
  rest(requestId: number): void;
}

/** A run ends by itself at its deadline; only one that computes without an end is still there so long after it. */
const SECONDS_OF_GRACE = 5;
const CHORES_EVERY_MS = 60_000;
/** Short, so that a worker can be stopped while the database is away. */
const WATCH_PATIENCE_MS = 6000;
const FIRST_FAILURE_PAUSE_MS = 1000;
const LONGEST_FAILURE_PAUSE_MS = 30_000;

/** Carries out requests of the queue, each with a deadline of its own. */
export async function drainQueue(
  { limit, concurrency, stop }: DrainOrder,
  dependencies: Dependencies,
  watchdog: Watchdog,
): Promise<Drained> {
  const { procedures, clock, configuration, log } = dependencies;
  const nextDeadline = () => deadlineFrom(clock.elapsedMs(), configuration.deadlineSeconds);
  const tally = startTally();
  const pause = outagePause(clock);
  let taken = 0;
  let failure: StoreFailure | null = null;
  let isHeldUp = false;
  let choresMs = clock.elapsedMs();
  let failurePauseMs = FIRST_FAILURE_PAUSE_MS;

  const rescued = await rescueRequests(procedures, null, nextDeadline().sendingEndsAt);
  if (rescued.reason !== "rescued" && stop === null) return { ...tally.read(), isHeldUp, failure: rescued };

  const isOver = (): boolean => taken >= limit || failure !== null || isHeldUp || stop?.aborted === true;

  /** What a one-shot worker leaves to its end: others' dead requests and spooled replies. */
  const doChores = async (): Promise<void> => {
    if (clock.elapsedMs() - choresMs < CHORES_EVERY_MS) return;
    choresMs = clock.elapsedMs();
    await rescueRequests(procedures, null, nextDeadline().sendingEndsAt);
    await deliverSpooled(dependencies, nextDeadline().storingEndsAt);
  };

  /** All that have nothing to do wait together, over one session. */
  let watching: Promise<boolean> | null = null;
  const isDue = (): Promise<boolean> => {
    watching ??= (async () => {
      await doChores();
      const seen = await watchQueue(procedures, clock.elapsedMs() + WATCH_PATIENCE_MS);
      if (!("cause" in seen)) {
        failurePauseMs = FIRST_FAILURE_PAUSE_MS;
        return seen.reason === "due";
      }
      await afterFailure(seen);
      return false;
    })().finally(() => {
      watching = null;
    });
    return watching;
  };

  const afterFailure = async ({ reason, cause }: StoreFailure): Promise<void> => {
    const pauseMs = failurePauseMs;
    failurePauseMs = Math.min(LONGEST_FAILURE_PAUSE_MS, pauseMs * 2);
    log.error("the database is not usable", { reason, cause, next_try_ms: pauseMs });
    await waitOr(stop, pauseMs, dependencies);
  };

  const lane = async (session: Procedures): Promise<void> => {
    const own: Dependencies = { ...dependencies, procedures: session };
    while (!isOver()) {
      if (pause.isOn()) {
        if (stop === null) {
          isHeldUp = true;
          return;
        }
        const leftMs = pause.msUntilProbe();
        if (leftMs > 0) {
          await waitOr(stop, leftMs, dependencies);
          continue;
        }
      }
      const deadline = nextDeadline();
      const lease = newLease(dependencies);
      const claimAskedMs = clock.elapsedMs();
      taken++;
      const claim = await claimNext(session, lease, deadline.sendingEndsAt);
      if (claim.reason !== "claimed") taken--;
      if (claim.reason === "empty") {
        if (stop === null) return;
        while (!isOver() && !(await isDue()));
      } else if (claim.reason !== "claimed") {
        if (stop === null) {
          failure = claim;
          return;
        }
        await afterFailure(claim);
      } else {
        failurePauseMs = FIRST_FAILURE_PAUSE_MS;
        const { requestId } = claim.request;
        watchdog.watch(lastWords(requestId, dependencies));
        const ending = await carryOut(
          { request: claim.request, lease, claimAskedMs, deadline, dependencies: own },
          null,
        );
        watchdog.rest(requestId);
        tally.add(ending);
        if (isAboutSending(ending.outcome)) pause.sent(!isUnsent(ending.outcome));
      }
    }
  };

  // One that goes on needs a session that watches while all others work.
  const sessions = Array.from({ length: Math.min(concurrency, limit) }, (_, index) =>
    stop === null && index === 0 ? procedures : dependencies.openSession(),
  );
  try {
    await Promise.all(sessions.map(lane));
  } finally {
    for (const session of sessions) session.close();
  }
  return { ...tally.read(), isHeldUp, failure };
}

/** A pause that ends at once when the worker is told to stop. */
async function waitOr(stop: AbortSignal | null, ms: number, { sleep }: Pick<Dependencies, "sleep">): Promise<void> {
  if (stop?.aborted) return;
  const stopped = Promise.withResolvers<void>();
  const end = (): void => stopped.resolve();
  stop?.addEventListener("abort", end, { once: true });
  await Promise.race([sleep(ms), stopped.promise]);
  stop?.removeEventListener("abort", end);
}

function startTally() {
  const results: Record<string, number> = {};
  const outcomes = new Map<Outcome["reason"], Outcome>();
  let waiting = 0;
  let notStored = 0;
  return {
    add(ending: Finished | Waiting | NotStored): void {
      if (ending.reason === "not-stored") notStored++;
      else if (ending.reason === "waiting") waiting++;
      else {
        const { errorCode } = ending.state;
        results[errorCode ?? "SUCCESS"] = (results[errorCode ?? "SUCCESS"] ?? 0) + 1;
      }
      outcomes.set(ending.outcome.reason, ending.outcome);
    },
    read: () => ({ counts: { results, waiting, notStored }, outcomes: [...outcomes.values()] }),
  };
}

/** An input that was refused says nothing about the insurer. */
function isAboutSending({ reason }: Outcome): boolean {
  return reason !== "input-invalid" && reason !== "interface-unknown" && reason !== "defect";
}

function isUnsent({ reason }: Outcome): boolean {
  return reason === "not-sent" || reason === "gateway-refused" || reason === "deadline";
}

function lastWords(requestId: number, { configuration, log }: Dependencies): Parameters<Watchdog["watch"]>[0] {
  const seconds = Math.ceil(configuration.deadlineSeconds) + SECONDS_OF_GRACE;
  const { file, text } = log.draft("ended by the watchdog", { request_id: requestId, seconds });
  const words = `request ${requestId} took more than ${seconds} s: this process is ended, and rescue ends the request\n`;
  return { requestId, seconds, logFile: file, logLine: text, words };
}
