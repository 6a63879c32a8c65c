import type { Database } from "../session-state.ts";
import type { AttemptRow, RequestRow } from "../tables.ts";

const firstRetrySeconds = 10;
const longestRetrySeconds = 300;
const unsentCodes = ["NOT_SENT", "GATEWAY_REFUSED", "DEADLINE"];

/**
 * In how many seconds a request of which nothing was ever sent may be taken again; null: it does not go back to the queue. The
 * attempt is as it will be.
 */
export function retryAfter(
  database: Database,
  request: RequestRow,
  attempt: AttemptRow,
  giveUpSeconds: number | null,
  errorCode: string | null,
): number | null {
  const { request_id, status, asked_mode, attempt_count, interface_class, create_time } = request;
  const isRunning = status === "PROCESSING" && attempt_count === attempt.attempt_no;
  const isUnsent = attempt.outcome === "NOT_SENT" && unsentCodes.includes(errorCode ?? "");
  if (!isRunning || !isUnsent || asked_mode !== "queue" || giveUpSeconds === null) return null;
  const attempts = database.tables.medical_insurance_attempts.filter((each) => each.request_id === request_id);
  if (interface_class !== "A" && attempts.some(({ outcome }) => outcome !== "NOT_SENT")) return null;
  const unsent = attempts.filter(({ outcome }) => outcome === "NOT_SENT");
  const tries = new Set(unsent.map(({ lease_token }) => lease_token)).size;
  const seconds = Math.min(longestRetrySeconds, firstRetrySeconds * 2 ** (tries - 1));
  const passedSeconds = (database.now().getTime() - create_time.getTime()) / 1000;
  return passedSeconds + seconds < giveUpSeconds ? seconds : null;
}
