import type { StoreFailure } from "./failure.ts";
import type { Procedures } from "./procedures.ts";
import type { Parameter } from "./session.ts";

/** What is kept of an attempt when it is closed. */
export interface AttemptRecord {
  readonly requestId: number;
  readonly attemptId: number;
  readonly leaseToken: string;
  readonly outcome: "NOT_SENT" | "REPLIED" | "UNKNOWN";
  readonly httpStatus: number | null;
  readonly durationMs: number;
  /** The database's local time of the first byte; null when nothing was sent. */
  readonly sentAt: Date | null;
  /** The cause in detail, English, without personal data. */
  readonly cause: string | null;
  /** The envelope as it was sent, or would have been; null when none was made. */
  readonly requestBody: string | null;
}

export type NextAttempt =
  | { readonly reason: "opened"; readonly attemptId: number }
  | { readonly reason: "lease-lost" }
  | StoreFailure;

/** Closes an attempt and opens the next one under the same msgid. Procedure sp_medical_insurance_attempt. */
export async function openNextAttempt(
  procedures: Procedures,
  closed: AttemptRecord,
  requestedBy: string,
  untilMs: number,
): Promise<NextAttempt> {
  const parameters = { ...attemptParameters(closed), requested_by: { type: "nvarchar", value: requestedBy } as const };
  const result = await procedures.call("sp_medical_insurance_attempt", parameters, untilMs);
  if ("reason" in result) return result;
  const [row] = result.rows;
  const attemptId = Number(row?.attempt_id);
  return Number.isInteger(attemptId) ? { reason: "opened", attemptId } : { reason: "lease-lost" };
}

const LARGEST_INT = 2_147_483_647;

export function attemptParameters(record: AttemptRecord): Record<string, Parameter> {
  return {
    request_id: { type: "int", value: record.requestId },
    attempt_id: { type: "int", value: record.attemptId },
    lease_token: { type: "uniqueidentifier", value: record.leaseToken },
    outcome: { type: "varchar", value: record.outcome },
    http_status: { type: "int", value: record.httpStatus },
    // If the clock is set years ahead during a run, the database must still accept the finish.
    duration_ms: { type: "int", value: Math.min(Math.round(record.durationMs), LARGEST_INT) },
    sent_at: { type: "datetime2", value: record.sentAt },
    cause: { type: "nvarchar", value: record.cause },
    request_body: { type: "nvarchar", value: record.requestBody },
  };
}
