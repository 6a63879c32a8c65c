import { EXIT, exitCodeOf } from "../report/exit-code.ts";
import { NO_SUCH_REQUEST, NOT_RESOLVABLE, RESOLUTIONS, resolveRequest } from "../store/resolve.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, look, wrongUsage } from "./look.ts";
import { parseRequestId } from "./request-id.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

export interface ResolveOptions extends LookOptions {
  readonly reference?: string;
  readonly note?: string;
}

const LONGEST_REFERENCE = 100;
const LONGEST_NOTE = 1000;

/** `processor resolve <request_id> <outcome>`: records what a person has found out. */
export async function resolveVerb(
  context: VerbContext,
  id: string,
  word: string,
  options: ResolveOptions,
): Promise<VerbResult> {
  const parsed = parseRequestId(id);
  const nothing = { request_id: "fault" in parsed ? null : parsed.requestId, resolution: null };
  if ("fault" in parsed) return wrongUsage(nothing, parsed.fault);
  const resolution = RESOLUTIONS.find((each) => each === word.toLowerCase().replaceAll("-", "_"));
  if (resolution === undefined)
    return wrongUsage(nothing, "the outcome must be one of happened, did-not-happen, reversed");
  const { reference = null, note = null } = options;
  if ((reference?.length ?? 0) > LONGEST_REFERENCE || (note?.length ?? 0) > LONGEST_NOTE) {
    const limits = `--reference has at most ${LONGEST_REFERENCE} characters, --note at most ${LONGEST_NOTE}`;
    return wrongUsage(nothing, `nothing was recorded: ${limits}`);
  }
  const { requestId } = parsed;
  return look(context, options, nothing, async (session) => {
    const failure = await resolveRequest(session, requestId, { resolution, reference, note }, LOOK_TIMEOUT_MS);
    if (failure === null) {
      const text = `request ${requestId} is recorded as ${resolution}\nnext: processor show ${requestId}`;
      return { exitCode: EXIT.success, text, found: { request_id: requestId, resolution } };
    }
    if (failure.reason !== "call-refused") return failure;
    if (failure.number === NO_SUCH_REQUEST) {
      const text = `there is no request ${requestId} in this database; next: processor list --unreconciled`;
      return { exitCode: EXIT.notClaimed, text, found: nothing };
    }
    if (failure.number === NOT_RESOLVABLE) {
      const why =
        "only a request of class B or C has an outcome to record, when it is unknown or its replies contradict; what is recorded is corrected with another --note, which says why";
      const text = `nothing was recorded for request ${requestId}: ${why}; next: processor show ${requestId}`;
      return { exitCode: exitCodeOf(failure), text, found: nothing };
    }
    return failure;
  });
}
