import type { Ending } from "./ending.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { type ResultStatus, resultStatusOf } from "./request-state.ts";
import type { Refusal } from "./store/claim.ts";
import { type StoreFailure, VERSION_MISMATCH } from "./store/failure.ts";
import { asciiOf, outcomeInEnglish, printableInfcode } from "./words-english.ts";

/** What `--json` prints of a run; `message` is ours, never the insurer's err_msg, which may name a patient. */
export interface Report {
  /** Null when the command line has none. */
  readonly request_id: number | null;
  readonly interface_code: string | null;
  readonly status: string | null;
  readonly result_status: ResultStatus | null;
  readonly error_code: string | null;
  readonly infcode: string | null;
  readonly msgid: string | null;
  readonly attempts: number;
  readonly duration_ms: number;
  readonly exit_code: ExitCode;
  readonly message: string;
}

const NOTHING = {
  interface_code: null,
  status: null,
  result_status: null,
  error_code: null,
  infcode: null,
  msgid: null,
  attempts: 0,
} as const;

/** The report of a run that did not begin. */
export function reportOfFault(requestId: number | null, exitCode: ExitCode, message: string): Report {
  return { request_id: requestId, ...NOTHING, duration_ms: 0, exit_code: exitCode, message };
}

export function reportOf(requestId: number, ending: Ending, durationMs: number): Report {
  const common = { request_id: requestId, duration_ms: Math.round(durationMs), exit_code: exitCodeOf(ending) };
  switch (ending.reason) {
    case "finished": {
      const { request, finish, attempts, outcome } = ending;
      return {
        ...common,
        interface_code: request.infno,
        status: finish.status,
        result_status: resultStatusOf(finish),
        error_code: finish.errorCode,
        infcode: "reply" in outcome ? printableInfcode(outcome.reply.infcode) : null,
        msgid: request.msgid,
        attempts,
        message: outcomeInEnglish(outcome),
      };
    }
    case "not-stored": {
      const { request, attempts, outcome, cause } = ending;
      const kept =
        ending.spooledAs === null ? "THE SPOOL DID NOT TAKE IT EITHER" : `kept in the spool as ${ending.spooledAs}`;
      return {
        ...common,
        ...NOTHING,
        interface_code: request.infno,
        status: "PROCESSING",
        result_status: "PROCESSING",
        msgid: request.msgid,
        attempts,
        message: `${outcomeInEnglish(outcome)}, but the database did not store it (${cause}); ${kept}`,
      };
    }
    case "not-claimed":
      return { ...common, ...NOTHING, message: refusalInEnglish(ending.refusal) };
    default:
      return { ...common, ...NOTHING, message: storeFailureInEnglish(ending) };
  }
}

function refusalInEnglish(refusal: Refusal): string {
  switch (refusal) {
    case "MISSING":
      return "there is no such request";
    case "TAKEN":
      return "another process is working on it";
    case "DONE":
      return "it has ended already; use `processor replay` to send it again";
    case "CONFIRM":
      return "the insurer has answered it or may have acted on it: read its row in v_medical_insurance_result first; to send it again all the same, repeat with --confirm and the same id";
    case "HAPPENED":
      return "an operator has recorded that the insurer did it; it is not sent again";
  }
}

export function storeFailureInEnglish(failure: StoreFailure): string {
  switch (failure.reason) {
    case "database-away":
      return `the database cannot be reached: ${failure.cause}`;
    case "database-busy":
      return `the database was busy again and again: ${failure.cause}`;
    case "login-refused":
      return (
        `the database refused the login${failure.number === null ? "" : ` with error ${failure.number}`}: ${failure.cause}; ` +
        "check UID, PWD and DATABASE of database.connection_string"
      );
    case "encryption-refused":
      return (
        `TLS with the database failed: ${failure.cause}; give the server a trusted certificate, ` +
        "or write TrustServerCertificate=yes (or Encrypt=no) into database.connection_string"
      );
    case "call-refused":
      return failure.number === VERSION_MISMATCH
        ? "the database objects are of another version than this program: run `processor db install` of this version"
        : `the database refused the call: ${failure.cause}; check the installation with \`processor db check\``;
  }
}

/** One ASCII line. */
export function reportLine(report: Report): string {
  if (report.request_id === null) return asciiOf(report.message);
  const facts = [
    report.status,
    report.result_status,
    report.error_code,
    report.infcode === null ? null : `infcode=${report.infcode}`,
    report.msgid === null ? null : `msgid=${report.msgid}`,
    report.attempts === 0 ? null : `attempts=${report.attempts}`,
  ].filter((fact) => fact !== null);
  return asciiOf(
    `request ${report.request_id}: ${[...facts, `${report.duration_ms} ms`].join(" ")}: ${report.message}`,
  );
}

/** JSON with everything beyond ASCII escaped. */
export function reportJson(report: Report): string {
  return JSON.stringify(report).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
