import { type AttemptRecord, attemptParameters } from "./attempt.ts";
import type { StoreFailure } from "./failure.ts";
import type { Procedures } from "./procedures.ts";

/** Everything that the end of a run leaves in the database. Plain data, because the spool keeps it too. */
export interface FinishCall extends AttemptRecord {
  readonly status: "COMPLETED" | "ERROR";
  readonly errorCode: string | null;
  readonly infcode: string | null;
  readonly errMsg: string;
  /** The reply character for character, or JSON that says what happened instead. */
  readonly responseData: string;
}

/** What the procedure answers. */
export type FinishAnswer =
  /** stored: the request is final. kept: attempt and response stored, the request belongs to a later attempt. already: was stored before. */
  | { readonly reason: "stored" | "kept" | "already" }
  /** The database knows no such attempt of this process. */
  | { readonly reason: "attempt-unknown" }
  | StoreFailure;

/** Stores response, state and attempt in one transaction; repeated, it answers "already". Procedure sp_medical_insurance_finish. */
export async function finishRequest(
  procedures: Procedures,
  finish: FinishCall,
  untilMs: number,
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
      result: { type: "varchar", value: null, isOutput: true },
    },
    untilMs,
  );
  if ("reason" in result) return result;
  const stored = result.output.result;
  return stored === "stored" || stored === "kept" || stored === "already"
    ? { reason: stored }
    : { reason: "attempt-unknown" };
}
