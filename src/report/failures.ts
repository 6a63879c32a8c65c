import { join } from "node:path";
import type { AnswerSpooled } from "../run/deliver-spooled.ts";
import type { Refusal } from "../store/claim.ts";
import {
  type CallRefused,
  DATABASE_NOT_ACCEPTED,
  isNoSpace,
  NOT_PERMITTED,
  type StoreFailure,
  VERSION_MISMATCH,
} from "../store/failure.ts";
import type { Saved } from "../store/spool/spool.ts";

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
    case "CONFLICT":
      return "its replies contradict each other: read its row in v_medical_insurance_unreconciled and have its outcome recorded; no confirmation sends it again";
    case "BLOCKED":
      return "another request for the same business act is open, or its outcome is unknown: wait for it, or have its outcome recorded; no confirmation of this one sends it";
  }
}

export function keptInEnglish(spooledAs: string | null): string {
  return spooledAs === null ? "THE SPOOL DID NOT TAKE IT EITHER" : `kept in the spool as ${spooledAs}`;
}

/** Of a process that was ended at its deadline. */
export function cutOffInEnglish([saved]: readonly Saved[]): string {
  return saved === undefined
    ? "the process was held up until its deadline and has ended: read the row in v_medical_insurance_result"
    : `it has an outcome, but the deadline passed before the database had stored it; ${keptInEnglish(saved.spooledAs)}`;
}

export function answerSpooledInEnglish({ folder, file, why }: AnswerSpooled): string {
  return (
    `nothing was sent: the spool may hold an answer of this request that the database does not have (${join(folder, file)}: ${why}); ` +
    "remove the cause and repeat, so that it is delivered first; what was rejected is delivered with `processor spool deliver --rejected`"
  );
}

export function storeFailureInEnglish(failure: StoreFailure): string {
  switch (failure.reason) {
    case "database-away":
      return `the database cannot be reached: ${failure.cause}`;
    case "instance-away":
      return (
        `the named instance cannot be reached: ${failure.cause}; check that the service SQL Server Browser runs on the server and ` +
        "that UDP 1434 is open, or write the port of the instance: SERVER=host,port in database.connection_string"
      );
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
    case "call-invalid":
      return `no call to the database could be made of this, which is a defect of this program: ${failure.cause}`;
    case "call-refused":
      return refusedCallInEnglish(failure);
  }
}

/** While it is tried again. @param until as the log writes a time */
export function awayInEnglish(failure: StoreFailure, until: string): string {
  return `the database cannot be reached (${failure.cause}); it is tried again until ${until.slice(11, 19)}`;
}

const OPERATORS_PROCEDURES = /sp_medical_insurance_(?:report|resolve)\b/;

function refusedCallInEnglish({ number, cause }: CallRefused): string {
  switch (number) {
    case VERSION_MISMATCH:
      return "the database objects have another version than this program: run `processor db install` of this version";
    case DATABASE_NOT_ACCEPTED:
      return (
        "the database was restored, copied, moved or renamed, and what waits in it may have been sent already: nothing was claimed; " +
        "a DBA settles what was sent since the backup and runs EXEC dbo.sp_medical_insurance_accept_database"
      );
    case NOT_PERMITTED: {
      const role = OPERATORS_PROCEDURES.test(cause) ? "medical_insurance_operator" : "medical_insurance_processor";
      return (
        `the login of database.connection_string has no right to do this (${cause}): ` +
        `a DBA runs ALTER ROLE ${role} ADD MEMBER <the user of this login>`
      );
    }
    default:
      if (isNoSpace(number)) {
        return (
          `the database has no space (${cause}): the DBA enlarges the files of the HIS database or makes space on their disk, ` +
          "and for error 9002 backs up its log"
        );
      }
      return `the database refused the call: ${cause}; check the installation with \`processor db check\``;
  }
}
