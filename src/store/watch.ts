import type { StoreFailure } from "./failure.ts";
import { type Procedures, persistentUntil } from "./procedures.ts";

/** So long the database waits for a request, at most; a worker that is told to stop waits no longer either. */
const WAIT_MS = 4000;

/** Waits a while for a request of the queue that is due, and takes none. Procedure sp_medical_insurance_watch. */
export async function watchQueue(
  procedures: Procedures,
  untilMs: number,
  stop: AbortSignal | null = null,
): Promise<{ readonly reason: "due" | "nothing-due" } | StoreFailure> {
  const result = await procedures.call(
    "sp_medical_insurance_watch",
    { wait_ms: { type: "int", value: WAIT_MS }, is_due: { type: "bit", value: null, isOutput: true } },
    untilMs,
    persistentUntil(stop),
  );
  return "reason" in result ? result : { reason: result.output.is_due === true ? "due" : "nothing-due" };
}
