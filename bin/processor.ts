#!/usr/bin/env node
import { missingBuild } from "../src/built-file.ts";
import { defectJson, runProgram } from "../src/cli/program.ts";
import { stackOf } from "../src/error-text.ts";
import { EXIT } from "../src/report/exit-code.ts";
import { startHardDeadline } from "./hard-deadline.ts";
import { untilStopped } from "./stop-signal.ts";

/** The reader of our output may be gone; the result is in the tables. */
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

const environment = { ...process.env };
// Node would no longer verify certificates.
delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;

runProgram({
  argv: process.argv.slice(2),
  environment,
  isTerminal: process.stdout.isTTY === true,
  startHardDeadline,
  startWatchdog: async () => (await import("./watchdog.ts")).startWatchdog(),
  untilStopped,
  print: (text) => process.stdout.write(`${text}\n`),
  printError: (text) => process.stderr.write(`${text}\n`),
}).then(
  (exitCode) => {
    process.exitCode = exitCode;
    const missing = exitCode === EXIT.success ? null : missingBuild();
    if (missing !== null) process.stderr.write(`${missing}\n`);
  },
  (error: unknown) => {
    process.exitCode = EXIT.defect;
    const missing = missingBuild();
    process.stderr.write(`${missing ?? `defect: ${stackOf(error)}`}\n`);
    const told = defectJson(process.argv.slice(2), missing ?? "a defect of this program; the stack is on stderr");
    if (told !== null) process.stdout.write(`${told}\n`);
  },
);
