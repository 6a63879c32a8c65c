import { EXIT } from "../exit-code.ts";
import { storeFailureInEnglish } from "../report.ts";
import { rescueRequests } from "../store/rescue.ts";
import { type VerbContext, type VerbResult, withDatabase } from "./database-verb.ts";

/** `processor rescue`: ends the requests whose process is gone. */
export async function rescue(context: VerbContext): Promise<VerbResult> {
  return withDatabase(
    context,
    "rescue",
    (configuration) => configuration.deadlineSeconds * 1000,
    async (edges) => {
      const untilMs = (edges.configuration.deadlineSeconds * 1000) / 2;
      const result = await rescueRequests(edges.caller, null, untilMs);
      if (result.reason === "rescued") {
        return { exitCode: EXIT.success, text: `rescued: ${result.count}`, isReachable: true };
      }
      const exitCode = result.reason === "call-refused" ? EXIT.usage : EXIT.notStored;
      return { exitCode, text: storeFailureInEnglish(result), isReachable: false };
    },
  );
}
