import type { DrainCounts } from "../run/tally.ts";
import type { Drained } from "../run/worker.ts";
import { EXIT, type ExitCode, exitCodeOf, exitCodeOfOutcome } from "./exit-code.ts";
import { storeFailureInEnglish } from "./failures.ts";

/** What `drain --json` prints. */
export interface DrainReport {
  /** Requests whose outcome is stored. */
  readonly finished: number;
  /** The same, by error_code; SUCCESS where it is NULL. */
  readonly results: Readonly<Record<string, number>>;
  /** Nothing was sent, and they are in the queue again. */
  readonly waiting: number;
  readonly not_stored: number;
  readonly exit_code: ExitCode;
  readonly message: string;
}

/** @param wasStopped a worker that ran until it was told to stop has done what it should */
export function drainReportOf(drained: Drained, wasStopped: boolean): DrainReport {
  const { counts, isHeldUp, failure } = drained;
  const { results, waiting, notStored } = counts;
  return {
    finished: finishedOf(counts),
    results,
    waiting,
    not_stored: notStored,
    exit_code: failure === null && notStored === 0 && wasStopped ? EXIT.success : exitCodeOfSeveral(drained),
    message: message(),
  };

  function message(): string {
    if (failure !== null) return `drain stopped after ${countsInEnglish(counts)}: ${storeFailureInEnglish(failure)}`;
    if (isHeldUp) {
      return `drain stopped after ${countsInEnglish(counts)}: nothing could be sent three times in a row; the rest of the queue waits for the next worker`;
    }
    return `drained: ${countsInEnglish(counts)}`;
  }
}

const WORST_FIRST: readonly ExitCode[] = [EXIT.unknown, EXIT.defect, EXIT.notSent, EXIT.refused, EXIT.inputInvalid];

/** The exit code of a process that carried out several requests: that of the worst ending. */
export function exitCodeOfSeveral({
  counts,
  outcomes,
  failure,
}: Pick<Drained, "counts" | "outcomes" | "failure">): ExitCode {
  if (failure !== null) return exitCodeOf(failure);
  if (counts.notStored > 0) return EXIT.notStored;
  return WORST_FIRST.find((code) => outcomes.some((outcome) => exitCodeOfOutcome(outcome) === code)) ?? EXIT.success;
}

export function finishedOf({ results }: DrainCounts): number {
  return Object.values(results).reduce((sum, count) => sum + count, 0);
}

/** As in `3 finished (2 SUCCESS, 1 REFUSED), 1 waiting for its next try, 0 not stored`. */
export function countsInEnglish(counts: DrainCounts): string {
  const states = Object.entries(counts.results).map(([state, count]) => `${count} ${state}`);
  const finished = `${finishedOf(counts)} finished${states.length === 0 ? "" : ` (${states.join(", ")})`}`;
  const waiting = counts.waiting === 0 ? [] : [`${counts.waiting} waiting for the next try`];
  return [finished, ...waiting, `${counts.notStored} not stored`].join(", ");
}
