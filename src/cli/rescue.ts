import { asciiOf } from "../report/ascii.ts";
import { EXIT, exitCodeOf } from "../report/exit-code.ts";
import { storeFailureText } from "../report/failures.ts";
import { rescueRequests } from "../store/rescue.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withDeadline } from "./verb.ts";

/** `processor rescue`: ends the requests whose process is gone. */
export async function rescueVerb(context: VerbContext): Promise<VerbResult> {
  const result = await withDeadline(context, "rescue", {
    carryOut: (deadline, { procedures }) => rescueRequests(procedures, null, deadline.sendingEndsAt),
    tell: (rescued) =>
      rescued.reason === "rescued"
        ? {
            exitCode: EXIT.success,
            text: context.say({ zh: `已结束遗留请求 ${rescued.count} 个`, en: `rescued: ${rescued.count}` }),
            json: { rescued: rescued.count },
          }
        : {
            exitCode: exitCodeOf(rescued),
            text: context.say({
              zh: storeFailureText(rescued, context.say),
              en: asciiOf(storeFailureText(rescued, context.say)),
            }),
          },
    tellCutOff: () => ({
      exitCode: EXIT.notStored,
      text: context.say({ zh: "数据库没有在时限内回答", en: "the deadline passed before the database had answered" }),
    }),
  });
  return "faults" in result ? configurationFaulty(result) : result;
}
