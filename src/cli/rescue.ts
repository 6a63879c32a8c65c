import { asciiOf } from "../report/ascii.ts";
import { EXIT, exitCodeOf } from "../report/exit-code.ts";
import { storeFailureInEnglish } from "../report/failures.ts";
import { rescueRequests } from "../store/rescue.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withDeadline } from "./verb.ts";

/** `processor rescue`: ends the requests whose process is gone. */
export async function rescueVerb(context: VerbContext): Promise<VerbResult> {
  const result = await withDeadline(
    context,
    "rescue",
    (deadline, { procedures }) => rescueRequests(procedures, null, deadline.sendingEndsAt),
    (rescued): VerbResult =>
      rescued.reason === "rescued"
        ? { exitCode: EXIT.success, text: `rescued: ${rescued.count}` }
        : { exitCode: exitCodeOf(rescued), text: asciiOf(storeFailureInEnglish(rescued)) },
  );
  return "faults" in result ? configurationFaulty(result) : result;
}
