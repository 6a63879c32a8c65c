import type { Outcome } from "../outcome/outcome.ts";
import { claimNext } from "../store/claim.ts";
import type { Procedures } from "../store/procedures.ts";
import { rescueRequests } from "../store/rescue.ts";
import { endBetween, type Hindrance, waitBetween } from "./between-requests.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { newDeadline } from "./deadline.ts";
import type { Dependencies } from "./dependencies.ts";
import { newLease } from "./lease.ts";
import { outagePause } from "./outage-pause.ts";
import { carryOut } from "./run.ts";
import { type DrainCounts, startTally } from "./tally.ts";
import { type Watchdog, watchedRequest } from "./watchdog.ts";

export interface DrainOrder {
  /** At most so many requests. */
  readonly limit: number;
  /** So many requests at the same time, each with a database session of its own. */
  readonly concurrency: number;
  /** Aborted when the worker is told to stop: it finishes what it has in hand. Null: it stops when nothing is due. */
  readonly stop: AbortSignal | null;
  /** Told of each request that has ended, in whatever state. */
  readonly onEnding: () => void;
}

/** What a worker did until nothing was due, it was told to stop, or something was in its way. */
export interface Drained extends Readonly<Hindrance> {
  readonly counts: DrainCounts;
  /** The kinds of outcome that were stored, for the exit code. */
  readonly outcomes: readonly Outcome[];
}

/** Carries out requests of the queue, each with a deadline of its own. */
export async function drainQueue(
  { limit, concurrency, stop, onEnding }: DrainOrder,
  dependencies: Dependencies,
  watchdog: Watchdog,
): Promise<Drained> {
  const tally = startTally();
  const outage = outagePause(dependencies.clock);
  const hindrance: Hindrance = { isHeldUp: false, failure: null };
  let taken = 0;
  const isOver = (): boolean =>
    taken >= limit || hindrance.isHeldUp || hindrance.failure !== null || stop?.aborted === true;
  const between = stop === null ? endBetween(hindrance) : waitBetween(stop, isOver, dependencies);

  const rescued = await rescueRequests(dependencies.procedures, null, newDeadline(dependencies).sendingEndsAt, stop);
  if (rescued.reason !== "rescued" && stop === null) return { ...tally.read(), isHeldUp: false, failure: rescued };

  /** One request after another, over one session. */
  const drainOver = async (session: Procedures): Promise<void> => {
    const own: Dependencies = { ...dependencies, procedures: session };
    while (!isOver()) {
      if (outage.isOn() && !(await between.mayProbe(outage))) continue;
      // Counted before it is there, so that others do not take one too many meanwhile.
      taken++;
      const next = await claimNextRun(own, stop);
      if (next.reason !== "claimed") taken--;
      if (next.reason === "empty") {
        if (!(await between.nothingIsDue())) return;
      } else if (next.reason !== "claimed") {
        await between.databaseFails(next);
      } else {
        between.databaseAnswers();
        const outcome = await carryOutWatched(next.run);
        outage.ended(outcome);
      }
    }
  };

  const carryOutWatched = async (run: ClaimedRun): Promise<Outcome> => {
    const { requestId } = run.request;
    watchdog.watch(watchedRequest(requestId, dependencies));
    const ending = await carryOut(run, null);
    watchdog.rest(requestId);
    tally.add(ending);
    onEnding();
    return ending.outcome;
  };

  // One that goes on needs a session that watches while all others work.
  const sessions = Array.from({ length: Math.min(concurrency, limit) }, (_, index) =>
    stop === null && index === 0 ? dependencies.procedures : dependencies.openSession(),
  );
  try {
    await Promise.all(sessions.map(drainOver));
  } finally {
    for (const session of sessions) session.close();
  }
  return { ...tally.read(), ...hindrance };
}

/** Claims the next request of the queue; its deadline begins now. */
export async function claimNextRun(dependencies: Dependencies, stop: AbortSignal | null) {
  const deadline = newDeadline(dependencies);
  const lease = newLease(dependencies);
  const claimAskedMs = dependencies.clock.elapsedMs();
  const claim = await claimNext(dependencies.procedures, lease, deadline.sendingEndsAt, stop);
  if (claim.reason !== "claimed") return claim;
  const run: ClaimedRun = { request: claim.request, lease, claimAskedMs, deadline, dependencies };
  return { reason: claim.reason, run };
}
