import type { Deadline } from "../clock.ts";
import type { Edges } from "../edges.ts";
import type { Ending } from "../ending.ts";
import { EXIT } from "../exit-code.ts";
import { type Report, reportJson, reportLine, reportOf, reportOfFault } from "../report.ts";
import { run } from "../run.ts";
import { deliverSpooled } from "../spool-delivery.ts";
import type { ClaimOrder } from "../store/claim.ts";
import { rescueRequests } from "../store/rescue.ts";
import { configurationText, type VerbContext, type VerbResult, withDatabase } from "./database-verb.ts";
import { parseRequestId } from "./request-id.ts";

export interface ProcessOrder {
  /** As it stands on the command line. */
  readonly requestId: string;
  readonly replay: boolean;
  readonly confirmed: boolean;
  readonly asJson: boolean;
}

/** `processor <request_id>` and `processor replay <request_id>`: one request, one line. */
export async function processRequest(context: VerbContext, order: ProcessOrder): Promise<VerbResult> {
  const report = await reportOfRun(context, order);
  return { exitCode: report.exit_code, text: order.asJson ? reportJson(report) : reportLine(report) };
}

async function reportOfRun(
  context: VerbContext,
  { requestId: text, replay, confirmed }: ProcessOrder,
): Promise<Report> {
  const parsed = parseRequestId(text);
  if ("fault" in parsed) return reportOfFault(null, EXIT.usage, parsed.fault);
  const order = { requestId: parsed.requestId, replay, confirmed };
  const askedFor = replay ? `replay${confirmed ? " confirmed" : ""}` : "run";
  const result = await withDatabase(context, askedFor, true, async (edges, deadline) => {
    // What a replay is about to repeat may have been answered already; whoever confirmed it did not know that.
    const answered = replay ? await deliverSpooled(edges, deadline.sendingEndsAt) : [];
    const wasConfirmed = confirmed && !answered.includes(order.requestId);
    const ending = await runOrRescue({ ...order, confirmed: wasConfirmed }, edges, deadline);
    const report = reportOf(order.requestId, ending, edges.clock.elapsedMs());
    edges.log.info("exit", {
      request_id: order.requestId,
      exit_code: report.exit_code,
      duration_ms: report.duration_ms,
    });
    if (ending.reason === "not-stored" && ending.spooledAs === null && edges.configuration.spool.stderrAsLastResort) {
      process.stderr.write(`${JSON.stringify(ending.finish)}\n`);
    }
    return { result: report, isReachable: isReachable(ending) };
  });
  return "faults" in result ? reportOfFault(order.requestId, EXIT.usage, configurationText(result.faults)) : result;
}

/** A request that seems to be in work may be a dead process's; once rescued, the table says what may be done with it. */
async function runOrRescue(order: ClaimOrder, edges: Edges, deadline: Deadline): Promise<Ending> {
  const ending = await run(order, edges);
  if (ending.reason !== "not-claimed" || ending.refusal !== "TAKEN") return ending;
  const rescued = await rescueRequests(edges.caller, order.requestId, deadline.sendingEndsAt);
  return rescued.reason === "rescued" && rescued.count > 0 ? run(order, edges) : ending;
}

function isReachable(ending: Ending): boolean {
  return ending.reason === "finished" || ending.reason === "not-claimed";
}
