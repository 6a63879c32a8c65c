import { setTimeout as pause } from "node:timers/promises";
import { asciiJson } from "../report/ascii.ts";
import { EXIT } from "../report/exit-code.ts";
import { nextText, requestLine, requestListJson } from "../report/request-list.ts";
import { type ListedRequest, type ListFilter, listRequests } from "../store/list.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, look } from "./look.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

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
  const stop = options.follow ? context.untilStopped() : null;
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
  return look(context, options, NOTHING, async (session) => {
    const first = await listRequests(session, filter, LOOK_TIMEOUT_MS);
    if ("reason" in first) return first;
    if (stop === null) {
      const newest = first[0];
      const next = newest === undefined ? "processor list --help" : `processor show ${newest.request_id}`;
      const text = [...first.toReversed().map(requestLine), nextText(next, context.say)].join("\n");
      return { exitCode: EXIT.success, text, found: requestListJson(first.toReversed()) };
    }
    const seen = new Map<number, string>();
    let listed = first;
    while (!stop.aborted) {
      for (const request of changed(listed, seen)) context.print(lineOf(context, request));
      await pause(PAUSE_MS, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) break;
      const again = await listRequests(session, { ...filter, limit: FOLLOWED }, LOOK_TIMEOUT_MS);
      if ("reason" in again) return again;
      listed = again.filter(({ request_id }) => request_id >= (first.at(-1)?.request_id ?? 0));
    }
    return { exitCode: EXIT.success, text: nextText("processor list", context.say), found: NOTHING };
  });
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
