import { claimNext } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { rescueRequests } from "../store/rescue.ts";
import { deadlineFrom } from "./deadline.ts";
import type { Dependencies } from "./dependencies.ts";
import { newLease } from "./lease.ts";
import { carryOut } from "./run.ts";

/** What a worker did until the queue was empty or the database failed. */
export interface Drained {
  readonly finished: number;
  readonly notStored: number;
  /** Why it stopped before the end; null when it did not. */
  readonly failure: StoreFailure | null;
}

/** Carries out the requests of the queue one after another, at most `limit` of them, each with a deadline of its own. */
export async function drainQueue(limit: number, dependencies: Dependencies): Promise<Drained> {
  const { procedures, clock, configuration } = dependencies;
  const nextDeadline = () => deadlineFrom(clock.elapsedMs(), configuration.deadlineSeconds);
  const counts = { finished: 0, notStored: 0 };
  const rescued = await rescueRequests(procedures, null, nextDeadline().sendingEndsAt);
  if (rescued.reason !== "rescued") return { ...counts, failure: rescued };
  for (let taken = 0; taken < limit; taken++) {
    const deadline = nextDeadline();
    const lease = newLease(dependencies);
    const claimAskedMs = clock.elapsedMs();
    const claim = await claimNext(procedures, lease, deadline.sendingEndsAt);
    if (claim.reason === "empty") break;
    if (claim.reason !== "claimed") return { ...counts, failure: claim };
    const ending = await carryOut({ request: claim.request, lease, claimAskedMs, deadline, dependencies }, null);
    if (ending.reason === "finished") counts.finished++;
    else counts.notStored++;
  }
  return { ...counts, failure: null };
}
