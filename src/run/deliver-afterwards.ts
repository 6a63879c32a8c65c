import type { ReportLines } from "../store/report-lines.ts";
import type { Rescued } from "../store/rescue.ts";
import { deliverSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Replayed } from "./replay-several.ts";
import type { Ending } from "./run.ts";
import type { Drained } from "./worker.ts";

/** The result of a verb that uses the database. */
export type VerbOutcome = Ending | Drained | Replayed | Rescued | ReportLines;

/** A verb, and what it tells of its result. */
export interface Verb<Result extends VerbOutcome, Told> {
  readonly carryOut: (dependencies: Dependencies) => Promise<Result>;
  /** Called before the spool is delivered, because the time for that is not the verb's. */
  readonly tell: (result: Result, dependencies: Dependencies) => Told;
}

/**
 * Does what a verb does and tells its result; then delivers the spool, unless the database failed; then closes the connection.
 * @param latestMs when delivering must be over, on the clock's scale
 */
export async function deliverAfterwards<Result extends VerbOutcome, Told>(
  { carryOut, tell }: Verb<Result, Told>,
  latestMs: number,
  dependencies: Dependencies,
): Promise<Told> {
  try {
    const result = await carryOut(dependencies);
    const told = tell(result, dependencies);
    if (databaseAnswered(result)) await deliverSpooled(dependencies, latestMs);
    return told;
  } finally {
    // After a defect of ours something may still be held.
    dependencies.spool.saveHeld();
    dependencies.procedures.close();
  }
}

function databaseAnswered(result: VerbOutcome): boolean {
  if ("failure" in result) return result.failure === null;
  return ["finished", "waiting", "not-claimed", "rescued", "read"].includes(result.reason);
}
