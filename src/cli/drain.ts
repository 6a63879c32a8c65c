import { asciiOf } from "../report/ascii.ts";
import { drainReportOf } from "../report/drained.ts";
import { EXIT } from "../report/exit-code.ts";
import { spoolLeftText } from "../report/folders.ts";
import { drainQueue } from "../run/worker.ts";
import { openProgress } from "./progress.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withoutDeadline } from "./verb.ts";

/** As they are on the command line. */
export interface DrainOptions {
  readonly limit?: string;
  readonly concurrency?: string;
  readonly watch?: boolean;
}

const DEFAULT_CONCURRENCY = 16;
const MOST_AT_ONCE = 64;

/** `processor drain`: requests of the queue until none is due, `--limit` is reached, or, with `--watch`, until it is told to stop. */
export async function drainVerb(context: VerbContext, options: DrainOptions): Promise<VerbResult> {
  const limit = wholeNumber(options.limit, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (limit === null)
    return usage(
      context.say({
        zh: `--limit ${options.limit} 必须是至少为 1 的整数`,
        en: `--limit ${options.limit} must be a whole number of at least 1`,
      }),
    );
  const concurrency = wholeNumber(options.concurrency, DEFAULT_CONCURRENCY, MOST_AT_ONCE);
  if (concurrency === null)
    return usage(
      context.say({
        zh: `--concurrency ${options.concurrency} 必须是 1 到 ${MOST_AT_ONCE} 的整数`,
        en: `--concurrency ${options.concurrency} must be a whole number from 1 to ${MOST_AT_ONCE}`,
      }),
    );
  const stop = options.watch ? context.untilStopped() : null;
  const progress = openProgress(context);
  const of = Number.isFinite(limit) ? limit : null;
  let ended = 0;
  const onEnding = (): void => progress.show(++ended, of);
  const told = { ...context, printError: progress.around(context.printError) };
  const result = await withoutDeadline(told, "drain", {
    async carryOut(dependencies) {
      progress.show(0, of);
      return drainQueue({ limit, concurrency, stop, onEnding }, dependencies, await context.startWatchdog());
    },
    tell(drained, { spool }): VerbResult {
      progress.end();
      const report = drainReportOf(drained, stop?.aborted === true, context.say);
      const left = drained.failure === null ? spoolLeftText(spool.folder, spool.count(), context.say) : "";
      const message = `${report.message}${left}`;
      return {
        exitCode: report.exit_code,
        text: context.say({ zh: message, en: asciiOf(message) }),
        json: { ...report, message },
      };
    },
  });
  return "faults" in result ? configurationFaulty(result) : result;
}

/** @returns null when it is none of at least 1 and at most `most` */
function wholeNumber(text: string | undefined, usual: number, most: number): number | null {
  if (text === undefined) return usual;
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= most ? number : null;
}

function usage(text: string): VerbResult {
  return { exitCode: EXIT.usage, text };
}
