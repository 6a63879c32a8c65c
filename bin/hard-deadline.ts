import type { VerbResult } from "../src/cli/verb.ts";
import { EXIT } from "../src/report/exit-code.ts";

/**
 * Ends this process so many milliseconds after its start, whatever still holds it. An end that has been told keeps its exit code:
 * 8 never stands next to an outcome that the database has. Otherwise the last step is taken, which says how it ends.
 */
export function startHardDeadline(ms: number, lastStep: () => VerbResult): void {
  const end = (): void => (process.exitCode === undefined ? endNow(lastStep) : process.exit());
  setTimeout(end, Math.max(1, ms - process.uptime() * 1000)).unref();
}

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
