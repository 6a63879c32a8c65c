import type { Deadline } from "./clock.ts";
import type { Edges } from "./edges.ts";
import { attemptRecord } from "./finish-call.ts";
import type { Interface, InterfaceClass } from "./interfaces/interface.ts";
import type { Outcome } from "./outcome.ts";
import type { AttemptUnderWay } from "./sending.ts";
import { type AttemptRecord, openNextAttempt } from "./store/attempt.ts";
import type { ClaimedRequest, Lease } from "./store/claim.ts";

/** A claimed request while this process works on it. */
export interface Work {
  readonly request: ClaimedRequest;
  readonly lease: Lease;
  readonly deadline: Deadline;
  readonly edges: Edges;
  readonly claimedMs: number;
  /** In order; the last is under way. */
  readonly attempts: AttemptUnderWay[];
  /** The attempt after which a further one was asked for in vain: it may be open all the same, and nothing was sent under it. */
  unanswered: AttemptRecord | null;
  /** The row's, until the interface is known. */
  interfaceClass: InterfaceClass;
}

/** The claim has opened the first attempt. */
export function beginWork(request: ClaimedRequest, lease: Lease, deadline: Deadline, edges: Edges): Work {
  const { interfaceClass } = request;
  const claimedMs = edges.clock.elapsedMs();
  const work: Work = { request, lease, deadline, edges, claimedMs, attempts: [], unanswered: null, interfaceClass };
  beginAttempt(work, request.attemptId);
  return work;
}

/** The row's class and the schema's may differ, where a hospital has schemas of its own: the stricter one holds. */
export function takeStricterClass(work: Work, known: Interface | undefined): void {
  const schemaClass = known?.class ?? "C";
  if (schemaClass > work.interfaceClass) work.interfaceClass = schemaClass;
}

function beginAttempt(work: Work, attemptId: number): AttemptUnderWay {
  const attempt: AttemptUnderWay = { attemptId, startedMs: work.edges.clock.elapsedMs(), body: null, sentAt: null };
  work.attempts.push(attempt);
  return attempt;
}

export function currentAttempt({ attempts }: Work): AttemptUnderWay {
  const attempt = attempts.at(-1);
  if (attempt === undefined) throw new Error("a run without an attempt");
  return attempt;
}

/** A further attempt is in the database before its first byte leaves. */
export async function openNext(work: Work, closed: AttemptUnderWay, outcome: Outcome): Promise<AttemptUnderWay | null> {
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
export async function hearOfUnanswered(work: Work): Promise<void> {
  const { unanswered, edges, lease, deadline } = work;
  if (unanswered === null) return;
  const next = await openNextAttempt(edges.caller, unanswered, lease.requestedBy, deadline.storingEndsAt);
  if (next.reason !== "opened") return;
  work.unanswered = null;
  beginAttempt(work, next.attemptId);
}

/** The database's clock, carried on by this process's. */
export function databaseTime({ request, claimedMs, edges }: Work): Date {
  return new Date(request.claimedAt.getTime() + edges.clock.elapsedMs() - claimedMs);
}
