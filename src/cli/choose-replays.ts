import type { Say } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import { type PlannedReplay, planReplay } from "../run/replay-plan.ts";
import type { StoreFailure } from "../store/failure.ts";
import { type ListFilter, listRequests } from "../store/list.ts";
import type { Session } from "../store/session.ts";
import { type ShownRequest, showRequest } from "../store/show.ts";
import { LOOK_TIMEOUT_MS } from "./look.ts";
import { type FilterOptions, readFilter } from "./request-filter.ts";
import { parseRequestId } from "./request-id.ts";
import type { VerbResult } from "./verb.ts";

/** Requests by their numbers, or those that a filter finds. */
export type Choice = { readonly requestIds: readonly number[] } | { readonly filter: ListFilter };

const USUAL_LIMIT = 10;

/** @returns the fault of the command line, as a text */
export function readChoice(words: readonly string[], options: FilterOptions, say: Say): Choice | string {
  const filter = readFilter(options, USUAL_LIMIT, say);
  if (typeof filter === "string") return filter;
  const { limit, errorCode, ...others } = filter;
  if (words.length === 0) {
    if (errorCode === null)
      return say({
        zh: "请写请求编号，或用 --error <error_code> 选取；没有执行",
        en: "name requests, or choose them with --error <error_code>; nothing was done",
      });
    return { filter: { ...filter, status: null, unreconciled: false } };
  }
  if (errorCode !== null || Object.values(others).some((value) => value !== null))
    return say({
      zh: "请求编号与 --error 及其筛选条件只能写一种；没有执行",
      en: "write the numbers of requests or --error with its filters, not both; nothing was done",
    });
  const parsed = words.map((word) => parseRequestId(word, say));
  const fault = parsed.find((each) => "fault" in each);
  if (fault !== undefined) return fault.fault;
  if (words.length > limit)
    return say({
      zh: `写了 ${words.length} 个请求，超过 ${limit} 个：请加 --limit ${words.length}；没有执行`,
      en: `${words.length} requests are named, more than ${limit}: repeat with --limit ${words.length}; nothing was done`,
    });
  return { requestIds: [...new Set(parsed.flatMap((each) => ("fault" in each ? [] : [each.requestId])))] };
}

export interface Planning {
  readonly isAlone: boolean;
  readonly isConfirmed: boolean;
}

interface Plans {
  /** In the order in which they are sent: HIS's. */
  readonly planned: readonly PlannedReplay[];
  /** The requests themselves, without those that do not exist. */
  readonly shown: readonly ShownRequest[];
  /** There may be more that the filter finds. */
  readonly isCut: boolean;
}

export async function planChosen(
  session: Session,
  choice: Choice,
  { isAlone, isConfirmed }: Planning,
): Promise<Plans | StoreFailure> {
  const found = "filter" in choice ? await listRequests(session, choice.filter, LOOK_TIMEOUT_MS) : null;
  if (found !== null && "reason" in found) return found;
  const chosen = "filter" in choice ? (found ?? []).map(({ request_id }) => request_id) : choice.requestIds;
  const planned: PlannedReplay[] = [];
  const shown: ShownRequest[] = [];
  for (const requestId of [...chosen].sort((one, other) => one - other)) {
    const request = await showRequest(session, requestId, LOOK_TIMEOUT_MS);
    if (request !== null && "reason" in request) return request;
    const each = planReplay(requestId, request, isAlone);
    const needsWord = each.plan === "confirm" || each.plan === "joined";
    planned.push(isConfirmed && needsWord ? { ...each, plan: "send" } : each);
    if (request !== null) shown.push(request);
  }
  return { planned, shown, isCut: "filter" in choice && planned.length === choice.filter.limit };
}

export function nothingFits(errorCode: string | undefined, nothing: object, say: Say): VerbResult {
  const text = say({
    zh: `没有符合条件的请求；下一步：processor list --error ${errorCode}`,
    en: `no request fits; next: processor list --error ${errorCode}`,
  });
  return { exitCode: EXIT.success, text, json: nothing };
}
