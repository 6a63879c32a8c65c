import { EXIT } from "../src/report/exit-code.ts";

/**
 * Ends this process so many milliseconds after its start, whatever still holds it. An end that has been printed keeps its exit
 * code: 8 never stands next to an outcome that the database has.
 */
export function startHardDeadline(ms: number): void {
  const exit = () => process.exit(process.exitCode ?? EXIT.notStored);
  setTimeout(exit, Math.max(1, ms - performance.now())).unref();
}
