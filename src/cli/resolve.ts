import type { Text } from "../language.ts";
import { EXIT, exitCodeOf } from "../report/exit-code.ts";
import { nextText } from "../report/request-list.ts";
import { NO_SUCH_REQUEST, NOT_RESOLVABLE, RESOLUTIONS, resolveRequest } from "../store/resolve.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, look, noSuchRequest, wrongUsage } from "./look.ts";
import { parseRequestId } from "./request-id.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

export interface ResolveOptions extends LookOptions {
  readonly reference?: string;
  readonly note?: string;
}

const LONGEST_REFERENCE = 100;
const LONGEST_NOTE = 1000;

const RESOLUTION_FAULT: Text = {
  zh: "结果必须是 happened、did-not-happen、reversed 之一",
  en: "the outcome must be one of happened, did-not-happen, reversed",
};

/** `processor resolve <request_id> <outcome>`: records what a person has found out. */
export async function resolveVerb(
  context: VerbContext,
  id: string,
  word: string,
  options: ResolveOptions,
): Promise<VerbResult> {
  const parsed = parseRequestId(id, context.say);
  const nothing = { request_id: "fault" in parsed ? null : parsed.requestId, resolution: null };
  if ("fault" in parsed) return wrongUsage(nothing, parsed.fault);
  const resolution = RESOLUTIONS.find((each) => each === word.toLowerCase().replaceAll("-", "_"));
  if (resolution === undefined) return wrongUsage(nothing, context.say(RESOLUTION_FAULT));
  const { reference = null, note = null } = options;
  if ((reference?.length ?? 0) > LONGEST_REFERENCE || (note?.length ?? 0) > LONGEST_NOTE) {
    const text = context.say({
      zh: `没有登记：--reference 最多 ${LONGEST_REFERENCE} 个字符，--note 最多 ${LONGEST_NOTE} 个`,
      en: `nothing was recorded: --reference has at most ${LONGEST_REFERENCE} characters, --note at most ${LONGEST_NOTE}`,
    });
    return wrongUsage(nothing, text);
  }
  const { requestId } = parsed;
  return look(context, options, nothing, async (session) => {
    const failure = await resolveRequest(session, requestId, { resolution, reference, note }, LOOK_TIMEOUT_MS);
    if (failure === null) {
      const recorded = context.say({
        zh: `请求 ${requestId} 已登记为 ${resolution}`,
        en: `request ${requestId} is recorded as ${resolution}`,
      });
      const text = `${recorded}\n${nextText(`processor show ${requestId}`, context.say)}`;
      return { exitCode: EXIT.success, text, found: { request_id: requestId, resolution } };
    }
    if (failure.reason !== "call-refused") return failure;
    if (failure.number === NO_SUCH_REQUEST) {
      const text = noSuchRequest(requestId, "processor list --unreconciled", context.say);
      return { exitCode: EXIT.notClaimed, text, found: nothing };
    }
    if (failure.number === NOT_RESOLVABLE) {
      const text = context.say({
        zh: `请求 ${requestId} 没有登记：只有 B、C 类请求，在结果未知或应答互相矛盾时，才登记结果；更正已登记的结果时，要用另一个 --note 说明原因；下一步：processor show ${requestId}`,
        en:
          `nothing was recorded for request ${requestId}: only a request of class B or C has an outcome to record, when it is unknown or its replies contradict; ` +
          `what is recorded is corrected with another --note, which says why; next: processor show ${requestId}`,
      });
      return { exitCode: exitCodeOf(failure), text, found: nothing };
    }
    return failure;
  });
}
