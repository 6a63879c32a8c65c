import { examine } from "../doctor/doctor.ts";
import { doctorReport, doctorText } from "../report/examined.ts";
import { placeOfProgram, readAll, type VerbContext, type VerbResult } from "./verb.ts";

/** `processor doctor`: what keeps requests from being processed, and what to do. */
export async function doctorVerb(context: VerbContext, probeSignature: boolean): Promise<VerbResult> {
  const report = doctorReport(
    await examine(await readAll(context), placeOfProgram(context), probeSignature),
    context.say,
  );
  return { exitCode: report.exit_code, text: doctorText(report, context.say), json: report };
}
