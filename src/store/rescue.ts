import type { Caller } from "./caller.ts";
import type { StoreFailure } from "./failure.ts";

/**
 * Ends every request whose processor is gone, or one of them. Procedure sp_medical_insurance_rescue.
 * @returns how many requests it ended
 */
export async function rescueRequests(
  caller: Caller,
  requestId: number | null,
  untilMs: number,
): Promise<{ readonly reason: "rescued"; readonly count: number } | StoreFailure> {
  const result = await caller.call(
    "sp_medical_insurance_rescue",
    { request_id: { type: "int", value: requestId }, rescued: { type: "int", value: null, isOutput: true } },
    untilMs,
  );
  return "reason" in result ? result : { reason: "rescued", count: Number(result.output.rescued ?? 0) };
}
