import type { Cause, Check, CheckName, CheckResult } from "../doctor/check.ts";
import type { Say, Text } from "../language.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { tableOf } from "./table.ts";

/** What `doctor --json` prints; each field of a check is always there. */
export interface DoctorReport {
  /** Faults first. */
  readonly checks: readonly ToldCheck[];
  /** Of the checks that fail. */
  readonly causes: readonly Cause[];
  /** The command to run next. */
  readonly next: string;
  readonly exit_code: ExitCode;
  readonly message: string;
}

interface ToldCheck {
  readonly name: CheckName;
  readonly result: CheckResult;
  readonly finding: string;
  readonly remedy: string | null;
  readonly cause: Cause | null;
  readonly next: string | null;
}

const RESULTS: Readonly<Record<CheckResult, Text>> = {
  fail: { zh: "不通过", en: "FAIL" },
  warn: { zh: "警告", en: "WARN" },
  skip: { zh: "未检查", en: "SKIP" },
  pass: { zh: "通过", en: "PASS" },
};

const FAULTS_FIRST: readonly CheckResult[] = ["fail", "warn", "skip", "pass"];

export function doctorReport(examined: readonly Check[], say: Say): DoctorReport {
  const checks = examined
    .toSorted((one, other) => FAULTS_FIRST.indexOf(one.result) - FAULTS_FIRST.indexOf(other.result))
    .map((check) => ({
      ...check,
      finding: say(check.finding),
      remedy: check.remedy === null ? null : say(check.remedy),
    }));
  const fails = checks.filter(({ result }) => result === "fail");
  const counted = FAULTS_FIRST.map((result) => {
    const count = checks.filter((check) => check.result === result).length;
    return say({ zh: `${RESULTS[result].zh} ${count} 项`, en: `${count} ${result}` });
  });
  const next = checks.find((check) => check.result !== "skip" && check.next !== null)?.next ?? null;
  return {
    checks,
    causes: fails.flatMap(({ cause }) => (cause === null ? [] : [cause])),
    next: fails.some((check) => check.next === null) ? "processor doctor" : (next ?? "processor <request_id>"),
    exit_code: fails.length > 0 ? EXIT.usage : EXIT.success,
    message: counted.join(say({ zh: "，", en: ", " })),
  };
}

export function doctorText({ checks, next, message, causes }: DoctorReport, say: Say): string {
  const rows = checks.flatMap(({ name, result, finding, remedy }) => [
    [say(RESULTS[result]), name, finding],
    ...(remedy === null ? [] : [["", "", `-> ${remedy}`]]),
  ]);
  const cause = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
  const first: Text =
    next === "processor doctor"
      ? { zh: "排除第一个故障，再执行 processor doctor", en: "remove the first fault, then processor doctor" }
      : { zh: next, en: next };
  const last = say({ zh: `${message}${cause}；下一步：${first.zh}`, en: `${message}${cause}; next: ${first.en}` });
  return `${tableOf(rows)}\n${last}`;
}
