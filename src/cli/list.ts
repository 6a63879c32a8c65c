import { EXIT } from "../report/exit-code.ts";
import { requestListJson, requestListText } from "../report/request-list.ts";
import { listRequests } from "../store/list.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, look, wrongUsage } from "./look.ts";
import { readTime, TIME_FORMS } from "./since.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** As they are on the command line. */
export interface ListOptions extends LookOptions {
  readonly status?: string;
  readonly error?: string;
  readonly interface?: string;
  readonly class?: string;
  readonly since?: string;
  readonly until?: string;
  readonly unreconciled?: boolean;
  readonly limit?: string;
}

const NOTHING = { requests: [] };
const USUAL_LIMIT = 20;
const MOST = 1000;
const STATUSES = ["PENDING", "PROCESSING", "COMPLETED", "ERROR"];
const CLASSES = ["A", "B", "C"];

/** `processor list`: the newest requests that fit, without anything of their inputs and replies. */
export async function listVerb(context: VerbContext, options: ListOptions): Promise<VerbResult> {
  const refuse = (message: string): VerbResult => wrongUsage(NOTHING, message);
  const limit = options.limit === undefined ? USUAL_LIMIT : Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    return refuse(`--limit ${options.limit} must be a whole number from 1 to ${MOST}`);
  const status = options.status?.toUpperCase() ?? null;
  if (status !== null && !STATUSES.includes(status)) return refuse(`--status must be one of ${STATUSES.join(", ")}`);
  const interfaceClass = options.class?.toUpperCase() ?? null;
  if (interfaceClass !== null && !CLASSES.includes(interfaceClass))
    return refuse(`--class must be one of ${CLASSES.join(", ")}`);
  const [since, until] = [readTime(options.since), readTime(options.until)];
  if (since === undefined || until === undefined)
    return refuse(`${since === undefined ? "--since" : "--until"} must be ${TIME_FORMS}`);
  const filter = {
    limit,
    status,
    errorCode: options.error?.toUpperCase() ?? null,
    infno: options.interface?.toUpperCase() ?? null,
    interfaceClass,
    since,
    until,
    unreconciled: options.unreconciled ?? false,
  };
  return look(context, options, NOTHING, async (session) => {
    const listed = await listRequests(session, filter, LOOK_TIMEOUT_MS);
    if ("reason" in listed) return listed;
    return { exitCode: EXIT.success, text: requestListText(listed, limit), found: requestListJson(listed) };
  });
}
