import { EXIT } from "../report/exit-code.ts";
import { requestListJson, requestListText } from "../report/request-list.ts";
import { listRequests } from "../store/list.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, look, wrongUsage } from "./look.ts";
import { type FilterOptions, oneOf, readFilter } from "./request-filter.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** As they are on the command line. */
export interface ListOptions extends LookOptions, FilterOptions {
  readonly status?: string;
  readonly unreconciled?: boolean;
}

const NOTHING = { requests: [] };
const USUAL_LIMIT = 20;
const STATUSES = ["PENDING", "PROCESSING", "COMPLETED", "ERROR"];

/** `processor list`: the newest requests that fit, without anything of their inputs and replies. */
export async function listVerb(context: VerbContext, options: ListOptions): Promise<VerbResult> {
  const status = options.status?.toUpperCase() ?? null;
  if (status !== null && !STATUSES.includes(status))
    return wrongUsage(NOTHING, context.say(oneOf("--status", STATUSES)));
  const filter = readFilter(options, USUAL_LIMIT, context.say);
  if (typeof filter === "string") return wrongUsage(NOTHING, filter);
  const wanted = { ...filter, status, unreconciled: options.unreconciled ?? false };
  return look(context, options, NOTHING, async (session) => {
    const listed = await listRequests(session, wanted, LOOK_TIMEOUT_MS);
    if ("reason" in listed) return listed;
    return {
      exitCode: EXIT.success,
      text: requestListText(listed, filter.limit, context.say),
      found: requestListJson(listed),
    };
  });
}
