import { asciiOf } from "../report/ascii.ts";
import { EXIT, exitCodeOf } from "../report/exit-code.ts";
import { storeFailureInEnglish } from "../report/failures.ts";
import { spoolLeftInEnglish } from "../report/folders.ts";
import type { Dependencies } from "../run/dependencies.ts";
import { type Drained, drainQueue } from "../run/worker.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withoutDeadline } from "./verb.ts";

/** `processor drain`: one request of the queue after another until it is empty or `--limit` is reached. */
export async function drainVerb(context: VerbContext, limitText: string | null): Promise<VerbResult> {
  const limit = limitText === null ? Number.POSITIVE_INFINITY : Number(limitText);
  if (!(limit === Number.POSITIVE_INFINITY || (Number.isInteger(limit) && limit >= 1)))
    return { exitCode: EXIT.usage, text: `--limit ${limitText} must be a whole number of at least 1` };
  const result = await withoutDeadline(context, "drain", {
    carryOut: async (dependencies) => drainQueue(limit, dependencies, await context.startWatchdog()),
    tell: resultOf,
  });
  return "faults" in result ? configurationFaulty(result) : result;
}

function resultOf({ finished, notStored, failure }: Drained, { spool }: Pick<Dependencies, "spool">): VerbResult {
  const counts = `${finished} finished, ${notStored} not stored`;
  if (failure === null) {
    const text = `drained: ${counts}${spoolLeftInEnglish(spool.folder, spool.count())}`;
    return { exitCode: notStored === 0 ? EXIT.success : EXIT.notStored, text: asciiOf(text) };
  }
  return {
    exitCode: exitCodeOf(failure),
    text: asciiOf(`drain stopped after ${counts}: ${storeFailureInEnglish(failure)}`),
  };
}
