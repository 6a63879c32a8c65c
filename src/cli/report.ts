import { resolve } from "node:path";
import { asciiOf } from "../report/ascii.ts";
import { EXIT, exitCodeOf } from "../report/exit-code.ts";
import { storeFailureInEnglish } from "../report/failures.ts";
import { pageOf } from "../report/page.ts";
import { summaryOf } from "../report/summary.ts";
import { readReportLines } from "../store/report-lines.ts";
import { writeOutFile } from "./out-file.ts";
import { configurationFaulty, type VerbContext, type VerbResult, withDeadline } from "./verb.ts";

/** As they are on the command line. */
export interface ReportOptions {
  readonly since: string;
  readonly out: string;
  readonly force?: boolean;
  readonly reveal?: boolean;
}

/** `processor report`: an HTML file, or JSON on stdout, about the requests of a period. */
export async function reportVerb(context: VerbContext, options: ReportOptions): Promise<VerbResult> {
  const minutes = minutesOf(options.since);
  if (minutes === null) {
    const text = `--since ${options.since} must be a number of minutes, hours or days, of at most 366 days: 90m, 12h, 7d`;
    return { exitCode: EXIT.usage, text: asciiOf(text) };
  }
  const result = await withDeadline(context, "report", {
    carryOut: (deadline, { procedures }) =>
      readReportLines(procedures, { minutes, reveal: options.reveal ?? false }, deadline.sendingEndsAt),
    tell: (read) => {
      if (read.reason !== "read") return { exitCode: exitCodeOf(read), text: asciiOf(storeFailureInEnglish(read)) };
      const summary = summaryOf(read);
      return context.asJson ? { exitCode: EXIT.success, text: "", json: summary } : writePage(pageOf(summary), options);
    },
    tellCutOff: () => ({ exitCode: EXIT.notStored, text: "the deadline passed before the database had answered" }),
  });
  return "faults" in result ? configurationFaulty(result) : result;
}

const UNITS: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };
const MOST_MINUTES = 366 * 1440;

/** @returns null for a text that is not a period */
function minutesOf(text: string): number | null {
  const [, number = "", unit = ""] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const minutes = Number(number) * (UNITS[unit] ?? 0);
  return minutes >= 1 && minutes <= MOST_MINUTES ? minutes : null;
}

/** Only its owner may read it: with --reveal it may name patients. */
const OWNER_ONLY = 0o600;

function writePage(page: string, { out, force = false }: ReportOptions): VerbResult {
  const why = writeOutFile({ path: out, force, mode: OWNER_ONLY }, page);
  if (why !== null) return { exitCode: EXIT.usage, text: asciiOf(why) };
  return { exitCode: EXIT.success, text: asciiOf(`written: ${resolve(out)}`) };
}
