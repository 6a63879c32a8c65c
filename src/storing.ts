import type { Finished, NotStored } from "./ending.ts";
import { finishCall } from "./finish-call.ts";
import type { Outcome } from "./outcome.ts";
import { finishRequest, type Finished as Stored } from "./store/finish.ts";
import { currentAttempt, hearOfUnanswered, type Work } from "./work.ts";

/** Stores what the request came to; what the database does not take goes to the spool. */
export async function storeOutcome(outcome: Outcome, work: Work): Promise<Finished | NotStored> {
  const { request, lease, deadline, edges, interfaceClass, attempts } = work;
  await hearOfUnanswered(work);
  const finish = finishCall(request, lease, currentAttempt(work), outcome, interfaceClass, edges.clock.elapsedMs());
  const stored = await finishRequest(edges.caller, finish, deadline.storingEndsAt);
  const cause = whyNotStored(stored, work);
  const end = { request, outcome, finish, attempts: attempts.length };
  const facts = {
    request_id: request.requestId,
    status: finish.status,
    error_code: finish.errorCode,
    stored: stored.reason,
  };
  if (cause === null) {
    edges.log.info("finished", facts);
    return { reason: "finished", ...end };
  }
  const spooledAs = edges.spool.write(finish);
  edges.log.error("not stored", { ...facts, cause, spooled_as: spooledAs });
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
