import type { VerbResult } from "../cli/database-verb.ts";
import { EXIT } from "../exit-code.ts";
import { storeFailureInEnglish } from "../report.ts";
import type { StoreFailure } from "../store/failure.ts";

/** A failure of an installation verb: what it means for the database, then the server's own words. */
export function failureResult(consequence: string, failure: StoreFailure): VerbResult {
  return failure.reason === "call-refused"
    ? { exitCode: EXIT.usage, text: `${consequence}: error ${failure.number}: ${failure.cause}` }
    : { exitCode: EXIT.notStored, text: `${consequence}: ${storeFailureInEnglish(failure)}` };
}
