import { asciiOf } from "../report/ascii.ts";
import { EXIT } from "../report/exit-code.ts";
import { NOTHING_REPLAYED, replayedReportOf, replayPlanText } from "../report/replayed.ts";
import { type Report, reportLine } from "../report/report.ts";
import { type PlannedReplay, planReplay } from "../run/replay-plan.ts";
import { replaySeveral } from "../run/replay-several.ts";
import type { StoreFailure } from "../store/failure.ts";
import { type ListFilter, listRequests } from "../store/list.ts";
import type { Session } from "../store/session.ts";
import { showRequest } from "../store/show.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, withSession, wrongUsage } from "./look.ts";
import { type FilterOptions, readFilter } from "./request-filter.ts";
import { parseRequestId } from "./request-id.ts";
import { reportEnding, runVerb } from "./run.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withoutDeadline } from "./verb.ts";

/** As they are on the command line. */
export interface ReplayOptions extends LookOptions, FilterOptions {
  readonly confirm?: string;
}

/** `processor replay`: one request, as a job does it; or several, which are named or chosen by their error. */
export async function replayVerb(
  context: VerbContext,
  words: readonly string[],
  options: ReplayOptions,
): Promise<VerbResult> {
  const { confirm, connection: _, ...filters } = options;
  const named = [...new Set(words)];
  const [word = ""] = named;
  if (named.length !== 1 || Object.keys(filters).length > 0) return replayChosen(context, named, options);
  if (confirm !== undefined && confirm !== word) {
    return { exitCode: EXIT.usage, text: `--confirm ${confirm} names another request than ${word}: nothing was done` };
  }
  return runVerb(context, { requestId: word, replay: true, confirmed: confirm !== undefined });
}

async function replayChosen(
  context: VerbContext,
  words: readonly string[],
  options: ReplayOptions,
): Promise<VerbResult> {
  const choice = readChoice(words, options);
  if (typeof choice === "string") return wrongUsage(NOTHING_REPLAYED, choice);
  const looked = await withSession(context, options, (session) => planChosen(session, choice));
  if ("failure" in looked) return { ...looked.failure, json: NOTHING_REPLAYED };
  const { planned, isCut } = looked;
  if (planned.length === 0) {
    const text = `no request fits; next: processor list --error ${options.error}`;
    return { exitCode: EXIT.success, text, json: NOTHING_REPLAYED };
  }
  if (!context.asJson) context.print(replayPlanText(planned, isCut));
  return replayPlanned(context, planned);
}

/** Requests by their numbers, or those that a filter finds. */
type Choice = { readonly requestIds: readonly number[] } | { readonly filter: ListFilter };

const USUAL_LIMIT = 10;

/** @returns the fault of the command line, as a text */
function readChoice(words: readonly string[], options: ReplayOptions): Choice | string {
  if (options.confirm !== undefined)
    return "--confirm is for one request: processor replay <request_id> --confirm <request_id>; nothing was done";
  const filter = readFilter(options, USUAL_LIMIT);
  if (typeof filter === "string") return filter;
  const { limit, errorCode, ...others } = filter;
  if (words.length === 0) {
    if (errorCode === null) return "name requests, or choose them with --error <error_code>; nothing was done";
    return { filter: { ...filter, status: null, unreconciled: false } };
  }
  if (errorCode !== null || Object.values(others).some((value) => value !== null))
    return "write the numbers of requests or --error with its filters, not both; nothing was done";
  const parsed = words.map(parseRequestId);
  const fault = parsed.find((each) => "fault" in each);
  if (fault !== undefined) return fault.fault;
  if (words.length > limit)
    return `${words.length} requests are named, more than ${limit}: repeat with --limit ${words.length}; nothing was done`;
  return { requestIds: parsed.flatMap((each) => ("fault" in each ? [] : [each.requestId])) };
}

interface Plans {
  /** In the order in which they are sent: HIS's. */
  readonly planned: readonly PlannedReplay[];
  /** There may be more that the filter finds. */
  readonly isCut: boolean;
}

async function planChosen(session: Session, choice: Choice): Promise<Plans | StoreFailure> {
  const found = "filter" in choice ? await listRequests(session, choice.filter, LOOK_TIMEOUT_MS) : null;
  if (found !== null && "reason" in found) return found;
  const chosen = "filter" in choice ? (found ?? []).map(({ request_id }) => request_id) : choice.requestIds;
  const planned: PlannedReplay[] = [];
  for (const requestId of [...chosen].sort((one, other) => one - other)) {
    const shown = await showRequest(session, requestId, LOOK_TIMEOUT_MS);
    if (shown !== null && "reason" in shown) return shown;
    planned.push(planReplay(requestId, shown));
  }
  return { planned, isCut: "filter" in choice && planned.length === choice.filter.limit };
}

async function replayPlanned(context: VerbContext, planned: readonly PlannedReplay[]): Promise<VerbResult> {
  const requestIds = planned.filter(({ plan }) => plan === "send").map(({ requestId }) => requestId);
  const stop = context.untilStopped();
  const results = new Map<number, Report>();
  const result = await withoutDeadline(context, "replay", {
    carryOut: async (dependencies) => {
      const onEnding: Parameters<typeof replaySeveral>[0]["onEnding"] = (requestId, ending, durationMs) => {
        const report = reportEnding(requestId, ending, durationMs, dependencies);
        results.set(requestId, report);
        if (!context.asJson) context.print(reportLine(report));
      };
      return replaySeveral({ requestIds, stop, onEnding }, dependencies, await context.startWatchdog());
    },
    tell(replayed): VerbResult {
      const report = replayedReportOf(planned, replayed, results);
      return { exitCode: report.exit_code, text: asciiOf(report.message), json: report };
    },
  });
  return "faults" in result ? { ...configurationFaulty(result), json: NOTHING_REPLAYED } : result;
}
