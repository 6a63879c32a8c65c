import type { Cause, Check, CheckResult } from "../doctor/check.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { tableOf } from "./table.ts";

/** What `doctor --json` prints; each field of a check is always there. */
export interface DoctorReport {
  /** Faults first. */
  readonly checks: readonly Check[];
  /** Of the checks that fail. */
  readonly causes: readonly Cause[];
  /** The command to run next. */
  readonly next: string;
  readonly exit_code: ExitCode;
  readonly message: string;
}

const FAULTS_FIRST: readonly CheckResult[] = ["fail", "warn", "skip", "pass"];

export function doctorReport(examined: readonly Check[]): DoctorReport {
  const checks = [...examined].sort(
    (one, other) => FAULTS_FIRST.indexOf(one.result) - FAULTS_FIRST.indexOf(other.result),
  );
  const fails = checks.filter(({ result }) => result === "fail");
  const counted = FAULTS_FIRST.map((result) => `${checks.filter((check) => check.result === result).length} ${result}`);
  const next = checks.find((check) => check.result !== "skip" && check.next !== null)?.next ?? null;
  return {
    checks,
    causes: fails.flatMap(({ cause }) => (cause === null ? [] : [cause])),
    next: fails.some((check) => check.next === null) ? "processor doctor" : (next ?? "processor <request_id>"),
    exit_code: fails.length > 0 ? EXIT.usage : EXIT.success,
    message: counted.join(", "),
  };
}

export function doctorText({ checks, next, message, causes }: DoctorReport): string {
  const rows = checks.flatMap(({ name, result, finding, remedy }) => [
    [result.toUpperCase(), name, finding],
    ...(remedy === null ? [] : [["", "", `-> ${remedy}`]]),
  ]);
  const cause = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
  const first = next === "processor doctor" ? "remove the first fault, then processor doctor" : next;
  return `${tableOf(rows)}\n${message}${cause}; next: ${first}`;
}
