import type { Database } from "../session-state.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";
import { blockWaiting } from "./blocked.ts";
import { type Reply, repliesOf } from "./replies.ts";

/** Keeps a contradiction of a request's replies for a person; called when an attempt has ended and the request is as it will be. */
export function markContradiction(database: Database, request: RequestRow, attempt: AttemptRow): void {
  if (request.interface_class === "A" || request.conflict_at !== null) return;
  const replies = repliesOf(database, request.request_id).filter(({ judged_at }) => judged_at === null);
  const own = replies.find(({ attempt_id }) => attempt_id === attempt.attempt_id);
  if (
    endedOtherwise(request, replies) ||
    (own !== undefined && (differsFromAnother(own, replies) || saysOtherwise(own, request.resolution)))
  ) {
    request.conflict_at = database.now();
    blockWaiting(database, request);
  }
}

/** A success came, while the request ended as anything else and nobody has recorded anything. */
function endedOtherwise({ status, error_code, resolution }: RequestRow, replies: readonly Reply[]): boolean {
  const isFailure = status === "ERROR" || (status === "COMPLETED" && error_code !== null);
  return isFailure && resolution === null && replies.some(({ reply }) => reply === "SUCCESS");
}

function differsFromAnother(own: Reply, replies: readonly Reply[]): boolean {
  const successes = replies.filter(({ reply }) => reply === "SUCCESS");
  return own.reply === "SUCCESS" && successes.some(({ output }) => output !== own.output);
}

function saysOtherwise({ reply }: Reply, resolution: string | null): boolean {
  if (reply === "REFUSED") return resolution === "happened";
  return resolution === "did_not_happen" || resolution === "reversed";
}
