#!/usr/bin/env node
import { runProgram } from "../src/cli/program.ts";
import type { VerbResult } from "../src/cli/verb.ts";
import { stackOf } from "../src/error-text.ts";
import { EXIT } from "../src/report/exit-code.ts";

/** The reader of our output may be gone; the result is in the tables. */
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

let hasEnded = false;

/** One line fits into a pipe at once; what a stream would write later is lost with the process. */
function endNow(lastStep: () => VerbResult): void {
  let exitCode: number = EXIT.notStored;
  try {
    const last = lastStep();
    exitCode = last.exitCode;
    process.stdout.write(`${last.text}\n`);
  } finally {
    process.exit(exitCode);
  }
}

runProgram({
  argv: process.argv.slice(2),
  environment: process.env,
  startHardDeadline(ms, lastStep) {
    const end = (): void => (hasEnded ? process.exit() : endNow(lastStep));
    setTimeout(end, Math.max(1, ms - process.uptime() * 1000)).unref();
  },
  print: (text) => process.stdout.write(`${text}\n`),
  printError: (text) => process.stderr.write(`${text}\n`),
}).then(
  (exitCode) => {
    hasEnded = true;
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    hasEnded = true;
    process.exitCode = EXIT.defect;
    process.stderr.write(`defect: ${stackOf(error)}\n`);
  },
);
