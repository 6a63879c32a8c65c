import { type Deadline, deadlineFrom, leaseSecondsFor } from "./clock.ts";
import type { Edges } from "./edges.ts";
import type { Ending, Finished, NotStored } from "./ending.ts";
import type { Defect, Outcome } from "./outcome.ts";
import { prepareRequest } from "./preparation.ts";
import { sendUntilCertain } from "./retry.ts";
import { stackOf } from "./stack.ts";
import { type ClaimedRequest, type ClaimOrder, claimRequest, type Lease } from "./store/claim.ts";
import { storeOutcome } from "./storing.ts";
import { placeOf } from "./words-english.ts";
import { beginWork, currentAttempt, databaseTime, openNext, takeStricterClass, type Work } from "./work.ts";

/** Carries one request from its row to the insurer and back. */
export async function run(order: ClaimOrder, edges: Edges): Promise<Ending> {
  const { configuration, caller, log } = edges;
  const deadline = deadlineFrom(0, configuration.deadlineSeconds);
  const lease = newLease(edges);
  const claim = await claimRequest(caller, order, lease, deadline.sendingEndsAt);
  if (claim.reason !== "claimed") return claim;
  log.info("claimed", { request_id: order.requestId, infno: claim.request.infno, msgid: claim.request.msgid });
  return carryOut(claim.request, lease, deadline, edges);
}

/** Carries out a request that this process has claimed. Whatever happens on the way, its outcome is stored. */
export async function carryOut(
  request: ClaimedRequest,
  lease: Lease,
  deadline: Deadline,
  edges: Edges,
): Promise<Finished | NotStored> {
  const work = beginWork(request, lease, deadline, edges);
  const outcome = await reachOutcome(work).catch((error: unknown) => defect(error, work));
  return storeOutcome(outcome, work);
}

async function reachOutcome(work: Work): Promise<Outcome> {
  const { request, deadline, edges } = work;
  const { configuration, clock, openLine, random, sleep } = edges;
  const known = edges.loadInterface(request.infno);
  takeStricterClass(work, known);
  const prepared = prepareRequest(request.infno, known, request.inputData, configuration);
  if (prepared.reason !== "prepared") return prepared;
  for (const { path, rule } of prepared.warnings) {
    edges.log.warn("input", { request_id: request.requestId, path: placeOf(path), rule: rule.keyword });
  }
  const message = { infno: request.infno, msgid: request.msgid, prepared, localTime: () => databaseTime(work) };
  return sendUntilCertain(currentAttempt(work), message, {
    transport: { settings: configuration.sdk, openLine, clock },
    interfaceClass: work.interfaceClass,
    maxAttempts: configuration.maxAttempts,
    endsAt: deadline.sendingEndsAt,
    random,
    sleep,
    openNext: (closed, outcome) => openNext(work, closed, outcome),
  });
}

/** Our own defect is an outcome too: the row must not stay PROCESSING for it. */
function defect(error: unknown, work: Work): Defect {
  work.edges.log.error("defect", { request_id: work.request.requestId, stack: stackOf(error) });
  const cause = error instanceof Error ? error.name : "unknown";
  return { reason: "defect", sent: currentAttempt(work).sentAt !== null, cause };
}

export function newLease({ configuration, newToken, owner, requestedBy }: Edges): Lease {
  return {
    token: newToken(),
    owner,
    seconds: leaseSecondsFor(configuration.deadlineSeconds),
    fixmedinsCode: configuration.sdk.orgCode,
    requestedBy,
  };
}
