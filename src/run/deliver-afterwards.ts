import type { StoreFailure } from "../store/failure.ts";
import type { Rescued } from "../store/rescue.ts";
import { deliverSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Ending } from "./run.ts";
import type { Drained } from "./worker.ts";

/** The result of a verb that uses the database. */
export type VerbOutcome = Ending | Drained | Rescued | StoreFailure;

/**
 * Does what a verb does; then delivers the spool, unless the database failed the verb; then closes the connection.
 * @param latestMs when delivering must be over, on the clock's scale
 */
export async function deliverAfterwards<Result extends VerbOutcome>(
  verb: (dependencies: Dependencies) => Promise<Result>,
  latestMs: number,
  dependencies: Dependencies,
): Promise<Result> {
  try {
    const result = await verb(dependencies);
    if (databaseAnswered(result)) await deliverSpooled(dependencies, latestMs);
    return result;
  } finally {
    dependencies.procedures.close();
  }
}

function databaseAnswered(result: VerbOutcome): boolean {
  if ("failure" in result) return result.failure === null;
  return result.reason === "finished" || result.reason === "not-claimed" || result.reason === "rescued";
}
