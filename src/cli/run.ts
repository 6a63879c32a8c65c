import { inEnglish } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import { cutOffInEnglish } from "../report/failures.ts";
import { type Report, reportLine, reportOf, reportOfFault } from "../report/report.ts";
import type { Dependencies } from "../run/dependencies.ts";
import { replay } from "../run/replay.ts";
import { type Ending, run } from "../run/run.ts";
import { parseRequestId } from "./request-id.ts";
import { configurationText, printAsLastResort, type VerbContext, type VerbResult, withDeadline } from "./verb.ts";

export interface RunOptions {
  /** As it is on the command line. */
  readonly requestId: string;
  readonly replay: boolean;
  readonly confirmed: boolean;
}

/** `processor <request_id>` and `processor replay <request_id>`: one request, one line. */
export async function runVerb(context: VerbContext, options: RunOptions): Promise<VerbResult> {
  const resultOf = (report: Report): VerbResult => ({
    exitCode: report.exit_code,
    text: reportLine(report),
    json: report,
  });
  const parsed = parseRequestId(options.requestId, inEnglish);
  if ("fault" in parsed) return resultOf(reportOfFault(null, EXIT.usage, parsed.fault));
  const { requestId } = parsed;
  const { confirmed } = options;
  const result = await withDeadline(context, options.replay ? `replay${confirmed ? " confirmed" : ""}` : "run", {
    carryOut: (deadline, dependencies) =>
      options.replay
        ? replay({ requestId, confirmed }, deadline, dependencies)
        : run({ requestId, replay: false, confirmed: false }, deadline, dependencies),
    tell: (ending, dependencies) =>
      resultOf(reportEnding(requestId, ending, dependencies.clock.elapsedMs(), dependencies)),
    tellCutOff: (saved) => resultOf(reportOfFault(requestId, EXIT.notStored, cutOffInEnglish(saved))),
  });
  return "faults" in result ? resultOf(reportOfFault(requestId, EXIT.usage, configurationText(result.faults))) : result;
}

/** What is printed of one request that has ended; the log has its exit code. */
export function reportEnding(
  requestId: number,
  ending: Ending,
  durationMs: number,
  { configuration, log }: Dependencies,
): Report {
  const report = reportOf(requestId, ending, durationMs);
  log.info("exit", { request_id: requestId, exit_code: report.exit_code, duration_ms: report.duration_ms });
  if (ending.reason === "not-stored" && ending.spooledAs === null && configuration.spool.stderrAsLastResort) {
    printAsLastResort(ending.finish);
  }
  return report;
}
