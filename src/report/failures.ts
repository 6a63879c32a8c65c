import type { Refusal } from "../store/claim.ts";
import { type StoreFailure, VERSION_MISMATCH } from "../store/failure.ts";

export function refusalInEnglish(refusal: Refusal): string {
  switch (refusal) {
    case "MISSING":
      return "there is no such request";
    case "TAKEN":
      return "another process is working on it";
    case "DONE":
      return "it has ended already; use `processor replay` to send it again";
    case "CONFIRM":
      return "the insurer has replied to it or may have acted on it: read its row in v_medical_insurance_result first; to send it again in spite of that, repeat the command with --confirm and the same id";
    case "HAPPENED":
      return "a person has recorded that the insurer did it; it is not sent again";
  }
}

export function storeFailureInEnglish(failure: StoreFailure): string {
  switch (failure.reason) {
    case "database-away":
      return `the database cannot be reached: ${failure.cause}`;
    case "database-busy":
      return `the database was still busy after retries: ${failure.cause}`;
    case "login-refused":
      return (
        `the database refused the login${failure.number === null ? "" : ` with error ${failure.number}`}: ${failure.cause}; ` +
        "check UID, PWD and DATABASE of database.connection_string"
      );
    case "encryption-refused":
      if (failure.cause.includes("protocol"))
        return `TLS with the database failed: ${failure.cause}; for a server that has TLS 1.0 or 1.1 only, set database.tls_min_version`;
      return (
        `TLS with the database failed: ${failure.cause}; give the server a trusted certificate, ` +
        "or write TrustServerCertificate=yes (or Encrypt=no) into database.connection_string"
      );
    case "call-refused":
      return failure.number === VERSION_MISMATCH
        ? "the database objects have another version than this program: run `processor db install` of this version"
        : `the database refused the call: ${failure.cause}; check the installation with \`processor db check\``;
  }
}
