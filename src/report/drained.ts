import type { Say, Text } from "../language.ts";
import type { DrainCounts } from "../run/tally.ts";
import type { Drained } from "../run/worker.ts";
import { EXIT, type ExitCode, exitCodeOf, exitCodeOfOutcome } from "./exit-code.ts";
import { storeFailureText } from "./failures.ts";

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
export function drainReportOf(drained: Drained, wasStopped: boolean, say: Say): DrainReport {
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
    const counted = countsText(counts, say);
    if (failure !== null) {
      const why = storeFailureText(failure, say);
      return say({
        zh: `drain 停止，此前${counted}：${why}`,
        en: `drain stopped after ${counted}: ${why}`,
      });
    }
    if (isHeldUp) {
      return say({
        zh: `drain 停止，此前${counted}：连续三个请求无法发送；队列里其余的请求等待下一个工作进程`,
        en: `drain stopped after ${counted}: nothing could be sent three times in a row; the rest of the queue waits for the next worker`,
      });
    }
    return say({ zh: `队列处理完毕：${counted}`, en: `drained: ${counted}` });
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

/** As in `3 finished (2 SUCCESS, 1 REFUSED), 1 waiting for the next try, 0 not stored`. */
export function countsText(counts: DrainCounts, say: Say): string {
  const { results, waiting, notStored } = counts;
  const states = Object.entries(results).map(([state, count]) => `${count} ${state}`);
  const finished = finishedOf(counts);
  const parts: Text[] = [
    {
      zh: `结束 ${finished} 个${states.length === 0 ? "" : `（${states.join("，")}）`}`,
      en: `${finished} finished${states.length === 0 ? "" : ` (${states.join(", ")})`}`,
    },
    ...(waiting === 0 ? [] : [{ zh: `等待重试 ${waiting} 个`, en: `${waiting} waiting for the next try` }]),
    { zh: `未保存 ${notStored} 个`, en: `${notStored} not stored` },
  ];
  return parts.map(say).join(say({ zh: "，", en: ", " }));
}
