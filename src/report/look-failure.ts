import { NO_SUCH_PROCEDURE, NOT_PERMITTED, type StoreFailure } from "../store/failure.ts";
import { storeFailureInEnglish } from "./failures.ts";

/** Why a person could not look; what is missing for it is named with the statement that a DBA runs. */
export function lookFailureInEnglish(failure: StoreFailure): string {
  if (failure.reason !== "call-refused") return storeFailureInEnglish(failure);
  switch (failure.number) {
    case NOT_PERMITTED:
      return (
        "the login (UID of the connection string) lacks the role medical_insurance_operator (error 229). A DBA runs: " +
        "ALTER ROLE medical_insurance_operator ADD MEMBER [login]; " +
        'or name a login that has the role: --connection "SERVER=host;DATABASE=HIS;UID=login;PWD=password"'
      );
    case NO_SUCH_PROCEDURE:
      return "the database has no objects of this version (error 2812): a DBA runs processor db install";
    default:
      return storeFailureInEnglish(failure);
  }
}
