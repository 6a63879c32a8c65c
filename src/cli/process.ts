import { reportJson, reportLine, reportOf } from "../report.ts";
import { type Ending, run } from "../run.ts";
import type { ClaimOrder } from "../store/claim.ts";
import { rescueRequests } from "../store/rescue.ts";
import { type VerbContext, type VerbResult, withDatabase } from "./database-verb.ts";

/** `processor <request_id>` and `processor replay <request_id>`: one request, one line. */
export async function processRequest(context: VerbContext, order: ClaimOrder, asJson: boolean): Promise<VerbResult> {
  const askedFor = order.replay ? `replay${order.confirmed ? " confirmed" : ""}` : "run";
  const deadlineMs = (configuration: { deadlineSeconds: number }): number => configuration.deadlineSeconds * 1000;
  return withDatabase(context, askedFor, deadlineMs, async (edges) => {
    // A replay of a request whose process died finds its row still PROCESSING.
    if (order.replay) await rescueRequests(edges.caller, order.requestId, deadlineMs(edges.configuration) / 2);
    const ending = await run(order, edges);
    const report = reportOf(order.requestId, ending, edges.clock.elapsedMs());
    if (ending.reason === "not-stored" && ending.spooledAs === null && edges.configuration.spool.stderrAsLastResort) {
      process.stderr.write(`${JSON.stringify(ending.finish)}\n`);
    }
    edges.log.info("exit", {
      request_id: report.request_id,
      exit_code: report.exit_code,
      duration_ms: report.duration_ms,
    });
    return {
      exitCode: report.exit_code,
      text: asJson ? reportJson(report) : reportLine(report),
      isReachable: isReachable(ending),
    };
  });
}

function isReachable(ending: Ending): boolean {
  return ending.reason === "finished" || ending.reason === "not-claimed";
}
