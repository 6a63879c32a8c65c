import { EXIT, exitCodeOf } from "../exit-code.ts";
import { storeFailureInEnglish } from "../report.ts";
import { rescueRequests } from "../store/rescue.ts";
import { asciiOf } from "../words-english.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withDatabase } from "./database-verb.ts";

/** `processor rescue`: ends the requests whose process is gone. */
export async function rescue(context: VerbContext): Promise<VerbResult> {
  const result = await withDatabase(context, "rescue", true, async (edges, deadline) => {
    const rescued = await rescueRequests(edges.caller, null, deadline.sendingEndsAt);
    if (rescued.reason === "rescued") {
      return { result: { exitCode: EXIT.success, text: `rescued: ${rescued.count}` }, isReachable: true };
    }
    return {
      result: { exitCode: exitCodeOf(rescued), text: asciiOf(storeFailureInEnglish(rescued)) },
      isReachable: false,
    };
  });
  return "faults" in result ? configurationFaulty(result) : result;
}
