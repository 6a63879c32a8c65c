import { setTimeout as pause } from "node:timers/promises";
import type { Text } from "../language.ts";
import { asciiJson } from "../report/ascii.ts";
import { EXIT } from "../report/exit-code.ts";
import { nextText, requestLine, requestListJson } from "../report/request-list.ts";
import type { StoreFailure } from "../store/failure.ts";
import { type ListedRequest, type ListFilter, listRequests } from "../store/list.ts";
import type { Session } from "../store/session.ts";
import { failed, LOOK_TIMEOUT_MS, type LookOptions, look, withSession } from "./look.ts";
import { type VerbContext, type VerbResult, warn } from "./verb.ts";

/** As they are on the command line. */
export interface TailOptions extends LookOptions {
  readonly follow?: boolean;
  readonly interface?: string;
}

const NOTHING = { requests: [] };
const SHOWN_FIRST = 20;
/** A request that is older than so many others is no longer followed. */
const FOLLOWED = 200;
const PAUSE_MS = 1000;

/** `processor tail [-f]`: the newest requests, the newest last; with `-f` a line for each that comes or changes, until it is told to stop. */
export async function tailVerb(context: VerbContext, options: TailOptions): Promise<VerbResult> {
  const filter: ListFilter = {
    limit: SHOWN_FIRST,
    status: null,
    errorCode: null,
    infno: options.interface?.toUpperCase() ?? null,
    interfaceClass: null,
    since: null,
    until: null,
    unreconciled: false,
  };
  if (options.follow) return follow(context, options, filter);
  return look(context, options, NOTHING, async (session) => {
    const listed = await listRequests(session, filter, LOOK_TIMEOUT_MS);
    if ("reason" in listed) return listed;
    const [newest] = listed;
    const next = newest === undefined ? "processor list --help" : `processor show ${newest.request_id}`;
    const text = [...listed.toReversed().map(requestLine), nextText(next, context.say)].join("\n");
    return { exitCode: EXIT.success, text, found: requestListJson(listed.toReversed()) };
  });
}

/** A database that goes away later is waited for: what came meanwhile is then shown. */
async function follow(context: VerbContext, options: TailOptions, filter: ListFilter): Promise<VerbResult> {
  const stop = context.untilStopped();
  const seen = new Map<number, string>();
  let oldest: number | null = null;
  let isAway = false;
  const printChanges = async (session: Session): Promise<StoreFailure | null> => {
    const limit = oldest === null ? SHOWN_FIRST : FOLLOWED;
    const listed = await listRequests(session, { ...filter, limit }, LOOK_TIMEOUT_MS);
    if ("reason" in listed) return listed;
    isAway = false;
    oldest ??= listed.at(-1)?.request_id ?? 0;
    const from = oldest;
    const followed = listed.filter(({ request_id }) => request_id >= from);
    for (const request of changed(followed, seen)) context.print(lineOf(context, request));
    return null;
  };
  while (!stop.aborted) {
    const looked = await withSession(
      context,
      options,
      async (session) => {
        while (!stop.aborted) {
          const failure = await printChanges(session);
          if (failure !== null) return failure;
          await pause(PAUSE_MS, undefined, { signal: stop }).catch(() => {});
        }
        return {};
      },
      stop,
    );
    if (stop.aborted || !("failure" in looked)) break;
    if (!looked.failure.isPassing || oldest === null) return failed(looked, NOTHING);
    if (!isAway) warn(triedAgainText(looked.failure.text), context);
    isAway = true;
    await pause(PAUSE_MS, undefined, { signal: stop }).catch(() => {});
  }
  return { exitCode: EXIT.success, text: nextText("processor list", context.say), json: { message: "", ...NOTHING } };
}

function triedAgainText(failure: string): Text {
  return {
    zh: `${failure}；一直重试，直到停止本程序`,
    en: `${failure}; it is tried again until this program is stopped`,
  };
}

/** What is new or has another state than before, the oldest first. */
function changed(listed: readonly ListedRequest[], seen: Map<number, string>): readonly ListedRequest[] {
  return listed.toReversed().filter((request) => {
    const state = `${request.status} ${request.error_code} ${request.resolution} ${request.attempts}`;
    const isNew = seen.get(request.request_id) !== state;
    seen.set(request.request_id, state);
    return isNew;
  });
}

function lineOf({ asJson }: VerbContext, request: ListedRequest): string {
  return asJson ? asciiJson(requestListJson([request])) : requestLine(request);
}
