import { type Clock, type Deadline, deadlineFrom, leaseSecondsFor } from "./clock.ts";
import type { Configuration } from "./config/configuration.ts";
import { attemptRecord, finishCall } from "./finish-call.ts";
import type { InterfaceClass } from "./interfaces/interface.ts";
import type { Log } from "./log.ts";
import type { Defect, Outcome } from "./outcome.ts";
import { type LoadInterface, prepareRequest } from "./preparation.ts";
import { sendUntilCertain } from "./retry.ts";
import type { AttemptUnderWay, Transport } from "./sending.ts";
import type { Spool } from "./spool.ts";
import { type AttemptRecord, openNextAttempt } from "./store/attempt.ts";
import type { Caller } from "./store/caller.ts";
import { type ClaimedRequest, type ClaimOrder, claimRequest, type Lease, type Refusal } from "./store/claim.ts";
import type { StoreFailure } from "./store/failure.ts";
import { type FinishCall, finishRequest, type Finished as Stored } from "./store/finish.ts";
import { placeOf } from "./words-english.ts";

/** Everything outside the run, so that a test can stand in for any of it. */
export interface Edges {
  readonly configuration: Configuration;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly newToken: () => string;
  /** Machine and process; stands in the tables. */
  readonly owner: string;
  readonly requestedBy: string;
  readonly caller: Caller;
  readonly loadInterface: LoadInterface;
  readonly openLine: Transport["openLine"];
  readonly spool: Spool;
  readonly log: Log;
}

/** How a run ended. */
export type Ending =
  | Finished
  | NotStored
  | { readonly reason: "not-claimed"; readonly refusal: Refusal }
  | StoreFailure;

/** The request has come to an outcome, and the database has it. */
export interface Finished {
  readonly reason: "finished";
  readonly request: ClaimedRequest;
  readonly outcome: Outcome;
  readonly finish: FinishCall;
  readonly attempts: number;
}

/** The request has come to an outcome that the database did not take. */
export interface NotStored {
  readonly reason: "not-stored";
  readonly request: ClaimedRequest;
  readonly outcome: Outcome;
  readonly finish: FinishCall;
  readonly attempts: number;
  /** The spooled file; null when the spool did not take it either. */
  readonly spooledAs: string | null;
  readonly cause: string;
}

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

export function newLease({ configuration, newToken, owner, requestedBy }: Edges): Lease {
  return {
    token: newToken(),
    owner,
    seconds: leaseSecondsFor(configuration.deadlineSeconds),
    fixmedinsCode: configuration.sdk.orgCode,
    requestedBy,
  };
}

/** Carries out a request that this process has claimed. Whatever happens on the way, it is finished. */
export async function carryOut(
  request: ClaimedRequest,
  lease: Lease,
  deadline: Deadline,
  edges: Edges,
): Promise<Finished | NotStored> {
  const work: Work = {
    request,
    lease,
    deadline,
    edges,
    claimedMs: edges.clock.elapsedMs(),
    attempts: [],
    unanswered: null,
    interfaceClass: request.interfaceClass,
  };
  beginAttempt(work, request.attemptId);
  const outcome = await reachOutcome(work).catch((error: unknown) => defect(error, work));
  return finishWork(outcome, work);
}

interface Work {
  readonly request: ClaimedRequest;
  readonly lease: Lease;
  readonly deadline: Deadline;
  readonly edges: Edges;
  readonly claimedMs: number;
  /** In order; the last is under way. */
  readonly attempts: AttemptUnderWay[];
  /** The attempt after which a further one was asked for in vain: it may be open all the same, and nothing was sent under it. */
  unanswered: AttemptRecord | null;
  interfaceClass: InterfaceClass;
}

async function reachOutcome(work: Work): Promise<Outcome> {
  const { request, deadline, edges } = work;
  work.interfaceClass = stricterClass(request.interfaceClass, edges.loadInterface(request.infno)?.class ?? "C");
  const prepared = prepareRequest(request.infno, request.inputData, edges.configuration, edges.loadInterface);
  if (prepared.reason !== "prepared") return prepared;
  for (const { path, rule } of prepared.warnings) {
    edges.log.warn("unknown to the specification", {
      request_id: request.requestId,
      path: placeOf(path),
      rule: rule.keyword,
    });
  }
  const message = { infno: request.infno, msgid: request.msgid, prepared, localTime: () => databaseTime(work) };
  return sendUntilCertain(currentAttempt(work), message, {
    transport: { settings: edges.configuration.sdk, openLine: edges.openLine, clock: edges.clock },
    interfaceClass: work.interfaceClass,
    maxAttempts: edges.configuration.maxAttempts,
    endsAt: deadline.sendingEndsAt,
    random: edges.random,
    sleep: edges.sleep,
    openNext: (closed, outcome) => openNext(work, closed, outcome),
  });
}

/** A further attempt is in the database before its first byte leaves. */
async function openNext(work: Work, closed: AttemptUnderWay, outcome: Outcome): Promise<AttemptUnderWay | null> {
  const { request, lease, deadline, edges } = work;
  const record = attemptRecord(request, lease, closed, outcome, edges.clock.elapsedMs());
  edges.log.warn("sending again", { request_id: request.requestId, after: outcome.reason, cause: record.cause });
  const next = await openNextAttempt(edges.caller, record, lease.requestedBy, deadline.sendingEndsAt);
  if (next.reason === "opened") return beginAttempt(work, next.attemptId);
  // The lease may have been lost to a first call that was executed and whose answer was lost.
  work.unanswered = record;
  return null;
}

/** Only the latest attempt ends a request; if one was opened that this process has not heard of, that is the latest. */
async function hearOfUnanswered(work: Work): Promise<void> {
  const { unanswered, edges, lease, deadline } = work;
  if (unanswered === null) return;
  const next = await openNextAttempt(edges.caller, unanswered, lease.requestedBy, deadline.storingEndsAt);
  if (next.reason !== "opened") return;
  work.unanswered = null;
  beginAttempt(work, next.attemptId);
}

/** Stores what the request came to; what the database does not take goes to the spool. */
async function finishWork(outcome: Outcome, work: Work): Promise<Finished | NotStored> {
  const { request, lease, deadline, edges } = work;
  await hearOfUnanswered(work);
  const finish = finishCall(
    request,
    lease,
    currentAttempt(work),
    outcome,
    work.interfaceClass,
    edges.clock.elapsedMs(),
  );
  const end = { request, outcome, finish, attempts: work.attempts.length };
  const stored = await finishRequest(edges.caller, finish, deadline.storingEndsAt);
  const cause = whyNotStored(stored, work);
  if (cause === null) {
    edges.log.info("finished", {
      request_id: request.requestId,
      status: finish.status,
      error_code: finish.errorCode,
      stored: stored.reason,
    });
    return { reason: "finished", ...end };
  }
  const spooledAs = edges.spool.write(finish);
  edges.log.error("not stored", { request_id: request.requestId, reason: stored.reason, cause, spooled_as: spooledAs });
  return { reason: "not-stored", ...end, spooledAs, cause };
}

/** Null when the database has it. */
function whyNotStored(stored: Stored, { unanswered }: Work): string | null {
  switch (stored.reason) {
    case "stored":
    case "kept":
      return null;
    case "already":
      return unanswered === null ? null : "a further attempt may be open, which rescue will end";
    case "attempt-unknown":
      return "the database does not know this attempt";
    default:
      return stored.cause;
  }
}

function beginAttempt(work: Work, attemptId: number): AttemptUnderWay {
  const attempt: AttemptUnderWay = { attemptId, startedMs: work.edges.clock.elapsedMs(), body: null, sentAt: null };
  work.attempts.push(attempt);
  return attempt;
}

function currentAttempt({ attempts }: Work): AttemptUnderWay {
  const attempt = attempts.at(-1);
  if (attempt === undefined) throw new Error("a run without an attempt");
  return attempt;
}

/** The row's class and the schema's may differ, where a hospital has schemas of its own. */
function stricterClass(one: InterfaceClass, other: InterfaceClass): InterfaceClass {
  return one > other ? one : other;
}

/** The database's clock, carried on by this process's. */
function databaseTime({ request, claimedMs, edges }: Work): Date {
  return new Date(request.claimedAt.getTime() + edges.clock.elapsedMs() - claimedMs);
}

function defect(error: unknown, work: Work): Defect {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  work.edges.log.error("defect", { request_id: work.request.requestId, stack });
  return {
    reason: "defect",
    sent: currentAttempt(work).sentAt !== null,
    cause: error instanceof Error ? error.name : "unknown",
  };
}
