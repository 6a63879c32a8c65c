import type { Text } from "../language.ts";
import { asciiOf } from "../report/ascii.ts";
import { endingLine } from "../report/ending-line.ts";
import { NOTHING_REPLAYED, replayedReportOf, replayPlanText } from "../report/replayed.ts";
import type { Report } from "../report/report.ts";
import type { PlannedReplay } from "../run/replay-plan.ts";
import { replaySeveral } from "../run/replay-several.ts";
import { nothingFits, type Planning, planChosen, readChoice } from "./choose-replays.ts";
import { failed, type LookOptions, withSession, wrongUsage } from "./look.ts";
import { NOTHING_PREVIEWED, previewChosen } from "./preview-replays.ts";
import { openProgress } from "./progress.ts";
import type { FilterOptions } from "./request-filter.ts";
import { reportEnding, runVerb } from "./run.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withoutDeadline } from "./verb.ts";

/** As they are on the command line. */
export interface ReplayOptions extends LookOptions, FilterOptions {
  readonly confirm?: string;
  readonly dryRun?: boolean;
  readonly reveal?: boolean;
}

const REVEAL_FAULT: Text = {
  zh: "--reveal 只与 --dry-run 一起使用；没有执行",
  en: "--reveal belongs to --dry-run; nothing was done",
};
const CONFIRM_FAULT: Text = {
  zh: "--confirm 只用于单个请求：processor replay <request_id> --confirm <request_id>；没有执行",
  en: "--confirm is for one request: processor replay <request_id> --confirm <request_id>; nothing was done",
};

/** `processor replay`: one request, as a job does it; or several, which are named or chosen by their error. */
export async function replayVerb(
  context: VerbContext,
  words: readonly string[],
  options: ReplayOptions,
): Promise<VerbResult> {
  const { confirm, dryRun = false, reveal, connection: _, ...filters } = options;
  const named = [...new Set(words)];
  const [word = ""] = named;
  const isOne = named.length === 1 && Object.keys(filters).length === 0;
  if (isOne && confirm !== undefined && confirm !== word) {
    return wrongUsage(
      {},
      context.say({
        zh: `--confirm ${confirm} 与 ${word} 不是同一个请求：没有执行`,
        en: `--confirm ${confirm} names another request than ${word}: nothing was done`,
      }),
    );
  }
  const nothing = dryRun ? NOTHING_PREVIEWED : NOTHING_REPLAYED;
  if (reveal && !dryRun) return wrongUsage(nothing, context.say(REVEAL_FAULT));
  if (isOne && !dryRun) return runVerb(context, { requestId: word, replay: true, confirmed: confirm !== undefined });
  if (!isOne && confirm !== undefined) {
    return wrongUsage(nothing, context.say(CONFIRM_FAULT));
  }
  const choice = readChoice(named, options, context.say);
  if (typeof choice === "string") return wrongUsage(nothing, choice);
  const how: Planning = { isAlone: isOne, isConfirmed: confirm !== undefined };
  if (dryRun) return previewChosen(context, choice, how, options);
  const looked = await withSession(context, options, (session) => planChosen(session, choice, how));
  if ("failure" in looked) return failed(looked, nothing);
  const { planned, isCut } = looked;
  if (planned.length === 0) return nothingFits(options.error, nothing, context.say);
  if (!context.asJson) context.print(replayPlanText(planned, isCut, context.say));
  return replayPlanned(context, planned);
}

async function replayPlanned(context: VerbContext, planned: readonly PlannedReplay[]): Promise<VerbResult> {
  const requestIds = planned.filter(({ plan }) => plan === "send").map(({ requestId }) => requestId);
  const stop = context.untilStopped();
  const results = new Map<number, Report>();
  const progress = openProgress(context);
  const print = progress.around(context.print);
  const told = { ...context, printError: progress.around(context.printError) };
  const result = await withoutDeadline(told, "replay", {
    carryOut: async (dependencies) => {
      const onEnding: Parameters<typeof replaySeveral>[0]["onEnding"] = (requestId, ending, durationMs) => {
        const report = reportEnding(requestId, ending, durationMs, dependencies);
        results.set(requestId, report);
        if (!context.asJson) print(endingLine(report, ending, context.say));
        progress.show(results.size, requestIds.length);
      };
      progress.show(0, requestIds.length);
      return replaySeveral({ requestIds, stop, onEnding }, dependencies, await context.startWatchdog());
    },
    tell(replayed): VerbResult {
      progress.end();
      const report = replayedReportOf(planned, replayed, results, context.say);
      return {
        exitCode: report.exit_code,
        text: context.say({ zh: report.message, en: asciiOf(report.message) }),
        json: report,
      };
    },
  });
  return "faults" in result ? { ...configurationFaulty(result), json: NOTHING_REPLAYED } : result;
}
