import type { FailFast } from "../config/configuration.ts";
import { type AttemptRecord, attemptParameters } from "./attempt.ts";
import { isPassing, type StoreFailure } from "./failure.ts";
import { LONGEST_CALL_MS, type Persistence, type Procedures } from "./procedures.ts";

/** Everything that the end of a run leaves in the database. Plain data, because the spool keeps it too. */
export interface FinishCall extends AttemptRecord {
  readonly status: "COMPLETED" | "ERROR";
  readonly errorCode: string | null;
  readonly infcode: string | null;
  readonly errMsg: string;
  /** The reply character for character, or JSON that says what happened instead. */
  readonly responseData: string;
  /** How long after HIS's call a request of the queue of which nothing was sent goes back to the queue. */
  readonly giveUpSeconds: number;
}

/** What a run tells of the insurer, by which calls are held back while nobody reaches it. */
export interface Reach {
  /** Whether a byte of an answer came. */
  readonly isReached: boolean;
  readonly failFast: FailFast;
}

/** From now on sync and async calls are held back, or no longer. */
export type Outage = "begins" | "ends";

/** What the procedure answers. */
export type FinishAnswer =
  /** stored: the request is final. kept: attempt and response stored, the request belongs to a later attempt. already: was stored before. */
  | { readonly reason: "stored" | "kept" | "already"; readonly outage: Outage | null }
  /** The request is in the queue again: nothing was sent, and it may be taken again after so many seconds. */
  | { readonly reason: "waiting"; readonly retrySeconds: number; readonly outage: Outage | null }
  /** The database knows no such attempt of this process. */
  | { readonly reason: "attempt-unknown" }
  | StoreFailure;

/** The numbers by which the procedure itself refuses a finish: it would refuse it another time too. */
const REFUSED_FOR_GOOD: ReadonlySet<number> = new Set([51001]);

/** Whether the database will never store this finish. Every other failure, known or not, may be over another time. */
export function isRefusedForGood(answer: FinishAnswer): boolean {
  return (
    answer.reason === "attempt-unknown" || (answer.reason === "call-refused" && REFUSED_FOR_GOOD.has(answer.number))
  );
}

/** 8 Mbit/s: a slower line than this does not carry the largest replies. */
const BYTES_A_MS = 1000;

/** How long the texts of a finish may take to reach the database; they travel as UTF-16. */
export function msToCarry({ responseData, requestBody }: FinishCall): number {
  return Math.round(((responseData.length + (requestBody?.length ?? 0)) * 2) / BYTES_A_MS);
}

export type FinishPersistence = Omit<Persistence, "longestTryMs">;

const AS_USUAL: FinishPersistence = { isWorthRepeating: isPassing, onDelay: () => {} };

/** The process that has the outcome in hand tries as long as it has time, whatever the failure. */
export function tryingToTheEnd(onDelay: () => void): FinishPersistence {
  return {
    isWorthRepeating: (failure) => !isRefusedForGood(failure) && failure.reason !== "call-invalid",
    onDelay,
  };
}

/**
 * Stores response, state and attempt in one transaction; repeated, it answers "already". Procedure sp_medical_insurance_finish.
 * @param reach null when the run tells nothing of the insurer, or ended long ago
 */
export async function finishRequest(
  procedures: Procedures,
  finish: FinishCall,
  reach: Reach | null,
  untilMs: number,
  persistence: FinishPersistence = AS_USUAL,
): Promise<FinishAnswer> {
  const result = await procedures.call(
    "sp_medical_insurance_finish",
    {
      ...attemptParameters(finish),
      status: { type: "varchar", value: finish.status },
      error_code: { type: "varchar", value: finish.errorCode },
      infcode: { type: "varchar", value: finish.infcode },
      err_msg: { type: "nvarchar", value: finish.errMsg },
      response_data: { type: "nvarchar", value: finish.responseData },
      give_up_seconds: { type: "int", value: finish.giveUpSeconds },
      reached: { type: "bit", value: reach?.isReached ?? null },
      fail_fast_after: { type: "int", value: reach?.failFast.after ?? null },
      fail_fast_within: { type: "int", value: reach?.failFast.withinSeconds ?? null },
      result: { type: "varchar", value: null, isOutput: true },
      retry_seconds: { type: "int", value: null, isOutput: true },
      outage: { type: "varchar", value: null, isOutput: true },
    },
    untilMs,
    { ...persistence, longestTryMs: LONGEST_CALL_MS + msToCarry(finish) },
  );
  if ("reason" in result) return result;
  const { result: stored, retry_seconds: retrySeconds } = result.output;
  const outage = outageFrom(result.output.outage);
  if (stored === "waiting") return { reason: "waiting", retrySeconds: Number(retrySeconds), outage };
  return stored === "stored" || stored === "kept" || stored === "already"
    ? { reason: stored, outage }
    : { reason: "attempt-unknown" };
}

function outageFrom(value: unknown): Outage | null {
  return value === "begins" || value === "ends" ? value : null;
}
