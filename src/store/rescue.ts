import type { StoreFailure } from "./failure.ts";
import { type Procedures, persistentUntil } from "./procedures.ts";

export interface Rescued {
  readonly reason: "rescued";
  /** How many requests were ended. */
  readonly count: number;
}

/** Ends every request whose processor is gone, or one of them. Procedure sp_medical_insurance_rescue. */
export async function rescueRequests(
  procedures: Procedures,
  requestId: number | null,
  untilMs: number,
  stop: AbortSignal | null = null,
): Promise<Rescued | StoreFailure> {
  const result = await procedures.call(
    "sp_medical_insurance_rescue",
    { request_id: { type: "int", value: requestId }, rescued: { type: "int", value: null, isOutput: true } },
    untilMs,
    persistentUntil(stop),
  );
  return "reason" in result ? result : { reason: "rescued", count: Number(result.output.rescued ?? 0) };
}
