import type { Outcome } from "../outcome/outcome.ts";
import type { StoreFailure } from "../store/failure.ts";
import { newDeadline } from "./deadline.ts";
import type { Dependencies } from "./dependencies.ts";
import { outagePause } from "./outage-pause.ts";
import { replay } from "./replay.ts";
import type { Ending } from "./run.ts";
import { type DrainCounts, startTally } from "./tally.ts";
import { type Watchdog, watchedRequest } from "./watchdog.ts";

export interface ReplayOrder {
  /** In the order in which they are sent. */
  readonly requestIds: readonly number[];
  /** Aborted when the process is told to stop: it finishes the request in hand. */
  readonly stop: AbortSignal;
  /** Told how each request ended. */
  readonly onEnding: (requestId: number, ending: Ending, durationMs: number) => void;
}

/** What became of the requests until the last one, or until something was in the way. */
export interface Replayed {
  readonly counts: DrainCounts;
  /** The kinds of outcome that were stored, for the exit code. */
  readonly outcomes: readonly Outcome[];
  /** The claim refused them, or the spool has a reply to them that cannot be delivered. */
  readonly notClaimed: number;
  /** They were not tried. */
  readonly left: number;
  /** Three requests in a row could not be sent, and the rest was left. */
  readonly isHeldUp: boolean;
  /** The database failed; null when it did not. */
  readonly failure: StoreFailure | null;
}

/** Replays one request after another, each with a deadline of its own. Only an outage stops it before the last one. */
export async function replaySeveral(
  { requestIds, stop, onEnding }: ReplayOrder,
  dependencies: Dependencies,
  watchdog: Watchdog,
): Promise<Replayed> {
  const tally = startTally();
  const outage = outagePause(dependencies.clock);
  let notClaimed = 0;
  let ended = 0;
  let failure: StoreFailure | null = null;

  const replayWatched = async (requestId: number): Promise<Ending> => {
    const beganMs = dependencies.clock.elapsedMs();
    watchdog.watch(watchedRequest(requestId, dependencies));
    const ending = await replay({ requestId, confirmed: false }, newDeadline(dependencies), dependencies);
    watchdog.rest(requestId);
    onEnding(requestId, ending, dependencies.clock.elapsedMs() - beganMs);
    return ending;
  };

  for (const requestId of requestIds) {
    if (stop.aborted || outage.isOn()) break;
    const ending = await replayWatched(requestId);
    if (ending.reason === "finished" || ending.reason === "waiting" || ending.reason === "not-stored") {
      tally.add(ending);
      outage.ended(ending.outcome);
    } else if (ending.reason === "not-claimed" || ending.reason === "answer-spooled") {
      notClaimed++;
    } else {
      failure = ending;
      break;
    }
    ended++;
  }
  const left = requestIds.length - ended;
  return { ...tally.read(), notClaimed, left, isHeldUp: left > 0 && outage.isOn(), failure };
}
