import { stackOf } from "../error-text.ts";
import { prepare } from "../input/prepare.ts";
import { type InterfaceClass, stricterClass } from "../interfaces/interface.ts";
import { keywordOf } from "../outcome/input-fault.ts";
import type { Defect, Outcome } from "../outcome/outcome.ts";
import { placeOf, printableInfno } from "../outcome/printable.ts";
import type { EarlyConnection } from "../sending/early-connection.ts";
import { sendUntilCertain } from "../sending/send-until-certain.ts";
import { type ClaimOrder, claimRequest, type NotClaimed } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { rescueRequests } from "../store/rescue.ts";
import { type Attempts, openAttempts } from "./attempts.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import type { Deadline } from "./deadline.ts";
import type { AnswerSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import { newLease } from "./lease.ts";
import { type Finished, type NotStored, storeOutcome, type Waiting } from "./store-outcome.ts";

/** How a run ended. */
export type Ending = Finished | Waiting | NotStored | NotClaimed | AnswerSpooled | StoreFailure;

/**
 * Carries out one request: from its row to the insurer, and back with the reply. The connection to the insurer is made while the
 * database is asked; nothing is sent on it before the claim. If another process has claimed the request but no longer exists, it is
 * rescued first; its row then says whether it may be claimed.
 */
export async function run(order: ClaimOrder, deadline: Deadline, dependencies: Dependencies): Promise<Ending> {
  const early = dependencies.connectEarly();
  try {
    const ending = await claimAndCarryOut(order, early, deadline, dependencies);
    if (ending.reason !== "not-claimed" || ending.refusal !== "TAKEN") return ending;
    const rescued = await rescueRequests(dependencies.procedures, order.requestId, deadline.sendingEndsAt);
    if (rescued.reason !== "rescued" || rescued.count === 0) return ending;
    return await claimAndCarryOut(order, early, deadline, dependencies);
  } finally {
    early.close();
  }
}

async function claimAndCarryOut(
  order: ClaimOrder,
  early: EarlyConnection,
  deadline: Deadline,
  dependencies: Dependencies,
): Promise<Ending> {
  const lease = newLease(dependencies);
  const claimAskedMs = dependencies.clock.elapsedMs();
  const claim = await claimRequest(dependencies.procedures, order, lease, deadline.sendingEndsAt);
  if (claim.reason !== "claimed") return claim;
  return carryOut({ request: claim.request, lease, claimAskedMs, deadline, dependencies }, early);
}

/**
 * Carries out a request that this process has claimed. Whatever happens on the way, its outcome is stored.
 * @param early closed at the latest when nothing more is sent; null: there is none
 */
export async function carryOut(
  claimed: ClaimedRun,
  early: EarlyConnection | null,
): Promise<Finished | Waiting | NotStored> {
  const { request, deadline, dependencies } = claimed;
  const { configuration, clock, connectInsurer, random, sleep, log } = dependencies;
  const { requestId: request_id, msgid } = request;
  log.info("claimed", {
    request_id,
    infno: printableInfno(request.infno),
    class: request.interfaceClass,
    msgid,
    attempt_no: request.attemptNo,
    input_characters: request.inputData.length,
    ms: Math.round(clock.elapsedMs() - claimed.claimAskedMs),
  });
  const attempts = openAttempts(claimed);
  let interfaceClass: InterfaceClass = request.interfaceClass;

  const reachOutcome = async (): Promise<Outcome> => {
    const known = await dependencies.loadInterface(request.infno);
    if (known !== undefined && "reason" in known) {
      for (const { file, reason } of known.faults) log.error("schema", { request_id, file, reason });
      return known;
    }
    interfaceClass = stricterClass(request.interfaceClass, known?.class ?? "C");
    const prepared = prepare(request.infno, known, request.inputData, configuration);
    if (prepared.reason !== "prepared") return prepared;
    for (const warning of prepared.warnings) {
      log.warn("input", { request_id, path: placeOf(warning), rule: keywordOf(warning) });
    }
    const { infno, input, fields } = prepared;
    log.debug("prepared", {
      request_id,
      class: interfaceClass,
      nodes: Object.keys(input)
        .filter((node) => known?.nodes?.includes(node))
        .join(", "),
      warnings: prepared.warnings.length,
      max_attempts: configuration.maxAttempts,
      sending_ends_in_ms: Math.round(deadline.sendingEndsAt - clock.elapsedMs()),
    });
    const { sdk: settings, maxAttempts } = configuration;
    const mayLeave = async (): Promise<boolean> => interfaceClass === "A" || attempts.isStillHeld(interfaceClass);
    const asked = { interfaceClass, promisesOutput: known?.promisesOutput ?? false };
    return sendUntilCertain(
      { infno, asked, msgid, input, fields, localTime: attempts.databaseTime },
      { settings, early, connect: connectInsurer, clock, mayLeave, note: attempts.note },
      { interfaceClass, maxAttempts, endsAt: deadline.sendingEndsAt, random, sleep, openNext: attempts.openNext },
    );
  };

  const outcome = await reachOutcome().catch((error: unknown) => defectOutcome(error, attempts, claimed));
  early?.close();
  return storeOutcome(outcome, interfaceClass, attempts, claimed);
}

/** Our own defect is an outcome too: the row must not stay PROCESSING because of it. */
function defectOutcome(error: unknown, attempts: Attempts, { request, dependencies }: ClaimedRun): Defect {
  dependencies.log.error("defect", { request_id: request.requestId, stack: stackOf(error) });
  return { reason: "defect", sent: attempts.isSent(), cause: error instanceof Error ? error.name : "unknown" };
}
