import { deadlineFrom } from "../clock.ts";
import type { Edges } from "../edges.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import { storeFailureInEnglish } from "../report.ts";
import { carryOut, newLease } from "../run.ts";
import { claimNext } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { rescueRequests } from "../store/rescue.ts";
import { asciiOf } from "../words-english.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withDatabase } from "./database-verb.ts";

/** `processor drain`: one request of the queue after another until it is empty or `limit` is reached. */
export async function drainQueue(context: VerbContext, limitText: string | null): Promise<VerbResult> {
  const limit = limitText === null ? Number.POSITIVE_INFINITY : Number(limitText);
  if (!(limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && limit >= 1)))
    return { exitCode: EXIT.usage, text: `--limit ${limitText} must be a whole number of at least 1` };
  const result = await withDatabase(context, "drain", false, async (edges) => {
    const drained = await drain(edges, limit);
    return { result: describe(drained), isReachable: drained.failure === null };
  });
  return "faults" in result ? configurationFaulty(result) : result;
}

function describe({ finished, notStored, failure }: Drained): VerbResult {
  const counts = `${finished} finished, ${notStored} not stored`;
  if (failure === null)
    return { exitCode: notStored === 0 ? EXIT.success : EXIT.notStored, text: `drained: ${counts}` };
  return {
    exitCode: exitCodeOf(failure),
    text: asciiOf(`drain stopped after ${counts}: ${storeFailureInEnglish(failure)}`),
  };
}

interface Drained {
  readonly finished: number;
  readonly notStored: number;
  readonly failure: StoreFailure | null;
}

async function drain(edges: Edges, limit: number): Promise<Drained> {
  const counts = { finished: 0, notStored: 0 };
  const { caller, clock, configuration } = edges;
  const firstDeadline = deadlineFrom(clock.elapsedMs(), configuration.deadlineSeconds);
  const rescued = await rescueRequests(caller, null, firstDeadline.sendingEndsAt);
  if (rescued.reason !== "rescued") return { ...counts, failure: rescued };
  for (let taken = 0; taken < limit; taken++) {
    const deadline = deadlineFrom(clock.elapsedMs(), configuration.deadlineSeconds);
    const lease = newLease(edges);
    const claim = await claimNext(caller, lease, deadline.sendingEndsAt);
    if (claim.reason === "empty") break;
    if (claim.reason !== "claimed") return { ...counts, failure: claim };
    const ending = await carryOut(claim.request, lease, deadline, edges);
    if (ending.reason === "finished") counts.finished++;
    else counts.notStored++;
  }
  return { ...counts, failure: null };
}
