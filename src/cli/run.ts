import { asciiJson } from "../report/ascii.ts";
import { EXIT } from "../report/exit-code.ts";
import { type Report, reportLine, reportOf, reportOfFault } from "../report/report.ts";
import type { Dependencies } from "../run/dependencies.ts";
import { replay } from "../run/replay.ts";
import { type Ending, run } from "../run/run.ts";
import { parseRequestId } from "./request-id.ts";
import { configurationText, type VerbContext, type VerbResult, withDeadline } from "./verb.ts";

export interface RunOptions {
  /** As it is on the command line. */
  readonly requestId: string;
  readonly replay: boolean;
  readonly confirmed: boolean;
  readonly asJson: boolean;
}

/** `processor <request_id>` and `processor replay <request_id>`: one request, one line. */
export async function runVerb(context: VerbContext, options: RunOptions): Promise<VerbResult> {
  const report = await reportOfRun(context, options);
  return { exitCode: report.exit_code, text: options.asJson ? asciiJson(report) : reportLine(report) };
}

async function reportOfRun(context: VerbContext, options: RunOptions): Promise<Report> {
  const parsed = parseRequestId(options.requestId);
  if ("fault" in parsed) return reportOfFault(null, EXIT.usage, parsed.fault);
  const { requestId } = parsed;
  const { confirmed } = options;
  const report = await withDeadline(
    context,
    options.replay ? `replay${confirmed ? " confirmed" : ""}` : "run",
    (deadline, dependencies) =>
      options.replay
        ? replay({ requestId, confirmed }, deadline, dependencies)
        : run({ requestId, replay: false, confirmed: false }, deadline, dependencies),
    (ending, dependencies) => reportEnding(requestId, ending, dependencies),
  );
  return "faults" in report ? reportOfFault(requestId, EXIT.usage, configurationText(report.faults)) : report;
}

function reportEnding(requestId: number, ending: Ending, { clock, configuration, log }: Dependencies): Report {
  const report = reportOf(requestId, ending, clock.elapsedMs());
  log.info("exit", { request_id: requestId, exit_code: report.exit_code, duration_ms: report.duration_ms });
  if (ending.reason === "not-stored" && ending.spooledAs === null && configuration.spool.stderrAsLastResort) {
    process.stderr.write(`${JSON.stringify(ending.finish)}\n`);
  }
  return report;
}
