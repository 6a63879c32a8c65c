import { resolve } from "node:path";
import type { Say } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import { pageOf } from "../report/page.ts";
import { summaryOf } from "../report/summary.ts";
import { readReportLines } from "../store/report-lines.ts";
import { type Looked, type LookOptions, look, wrongUsage } from "./look.ts";
import { writeOutFile } from "./out-file.ts";
import { openProgress } from "./progress.ts";
import { readMinutesAgo, timeFault } from "./since.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** As they are on the command line. */
export interface ReportOptions extends LookOptions {
  readonly since: string;
  readonly out: string;
  readonly force?: boolean;
  readonly reveal?: boolean;
}

const NOTHING = {
  since: null,
  until: null,
  total: null,
  hours: [],
  interfaces: [],
  refusals: [],
  settlements: [],
  unreconciled: [],
};

/** A year of requests is read. */
const REPORT_TIMEOUT_MS = 60_000;

/** `processor report`: an HTML file, or JSON on stdout, about the requests of a period. */
export async function reportVerb(context: VerbContext, options: ReportOptions): Promise<VerbResult> {
  const minutes = readMinutesAgo(options.since);
  if (minutes === undefined)
    return wrongUsage(
      NOTHING,
      `${timeFault(`--since ${options.since}`, context.say)}${context.say({ zh: "，最多 366 天前", en: ", at most 366 days ago" })}`,
    );
  const progress = openProgress(context);
  progress.show(0, STEPS);
  const told = await look(context, options, NOTHING, async (session) => {
    const period = { minutes, reveal: options.reveal ?? false };
    const read = await readReportLines(session, period, REPORT_TIMEOUT_MS);
    if (read.reason !== "read") return read;
    progress.show(1, STEPS);
    const summary = summaryOf(read);
    return context.asJson
      ? { exitCode: EXIT.success, text: "", found: summary }
      : writePage(pageOf(summary), options, context.say);
  });
  progress.end();
  return told;
}

/** To read, and to write. */
const STEPS = 2;

/** Only its owner may read it: with --reveal it may name patients. */
const OWNER_ONLY = 0o600;

function writePage(page: string, { out, force = false }: ReportOptions, say: Say): Looked {
  const why = writeOutFile({ path: out, force, mode: OWNER_ONLY }, page, say);
  if (why !== null) return { exitCode: EXIT.usage, text: why, found: NOTHING };
  return {
    exitCode: EXIT.success,
    text: say({ zh: `已写入：${resolve(out)}`, en: `written: ${resolve(out)}` }),
    found: NOTHING,
  };
}
