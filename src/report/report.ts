import { inEnglish } from "../language.ts";
import { outcomeInEnglish } from "../outcome/in-english.ts";
import { printableInfcode, printableInfno } from "../outcome/printable.ts";
import { type ResultStatus, resultStatusOf } from "../outcome/request-state.ts";
import type { Ending } from "../run/run.ts";
import { asciiOf } from "./ascii.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { answerSpooledInEnglish, keptInEnglish, refusalInEnglish, storeFailureText } from "./failures.ts";

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
      const { request, state, attempts, outcome } = ending;
      return {
        ...common,
        interface_code: printableInfno(request.infno),
        status: state.status,
        result_status: resultStatusOf(state),
        error_code: state.errorCode,
        infcode: "reply" in outcome ? printableInfcode(outcome.reply.infcode) : null,
        msgid: request.msgid,
        attempts,
        message: outcomeInEnglish(outcome),
      };
    }
    case "waiting": {
      const { request, attempts, outcome, retrySeconds } = ending;
      return {
        ...common,
        ...NOTHING,
        interface_code: printableInfno(request.infno),
        status: "PENDING",
        result_status: "PROCESSING",
        msgid: request.msgid,
        attempts,
        message: `${outcomeInEnglish(outcome)}; it is in the queue again, and a worker may take it in ${retrySeconds} s`,
      };
    }
    case "not-stored": {
      const { request, attempts, outcome, cause } = ending;
      return {
        ...common,
        ...NOTHING,
        interface_code: printableInfno(request.infno),
        status: "PROCESSING",
        result_status: "PROCESSING",
        msgid: request.msgid,
        attempts,
        message: `${outcomeInEnglish(outcome)}, but the database did not store it (${cause}); ${keptInEnglish(ending.spooledAs)}`,
      };
    }
    case "not-claimed":
      return { ...common, ...NOTHING, message: refusalInEnglish(ending.refusal) };
    case "answer-spooled":
      return { ...common, ...NOTHING, message: answerSpooledInEnglish(ending) };
    default:
      return { ...common, ...NOTHING, message: storeFailureText(ending, inEnglish) };
  }
}

/** One ASCII line. */
export function reportLine(report: Report): string {
  if (report.request_id === null) return asciiOf(report.message);
  return asciiOf(`request ${report.request_id}: ${factsOf(report)}: ${report.message}`);
}

/** As in `COMPLETED SUCCESS infcode=0 msgid=… attempts=1 30 ms`. */
export function factsOf(report: Report): string {
  const facts = [
    report.status,
    report.result_status,
    report.error_code,
    report.infcode === null ? null : `infcode=${report.infcode}`,
    report.msgid === null ? null : `msgid=${report.msgid}`,
    report.attempts === 0 ? null : `attempts=${report.attempts}`,
  ].filter((fact) => fact !== null);
  return [...facts, `${report.duration_ms} ms`].join(" ");
}
