import type { StoreFailure } from "./failure.ts";
import type { Session } from "./session.ts";

export const RESOLUTIONS = ["happened", "did_not_happen", "reversed"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** What a person has found out about a request. */
export interface FoundOut {
  readonly resolution: Resolution;
  /** The number at the insurer, at most 100 characters. */
  readonly reference: string | null;
  /** At most 1000 characters. */
  readonly note: string | null;
}

/** Raised by resolve when the outcome of this request cannot be recorded. */
export const NOT_RESOLVABLE = 51004;

/** Raised when there is no request of this number. */
export const NO_SUCH_REQUEST = 51003;

/** Records the outcome of a request. Procedure sp_medical_insurance_resolve. @returns null when it is recorded */
export async function resolveRequest(
  session: Session,
  requestId: number,
  { resolution, reference, note }: FoundOut,
  timeoutMs: number,
): Promise<StoreFailure | null> {
  const result = await session.call(
    "sp_medical_insurance_resolve",
    {
      request_id: { type: "int", value: requestId },
      resolution: { type: "varchar", value: resolution },
      reference: { type: "nvarchar", value: reference },
      note: { type: "nvarchar", value: note },
    },
    timeoutMs,
  );
  return "reason" in result ? result : null;
}
