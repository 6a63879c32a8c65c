import { join } from "node:path";
import { runProgram } from "../../src/cli/program.ts";
import type { Exit } from "./processor.ts";
import type { Rig } from "./rig.ts";

/**
 * Runs a command line in the test's own process, for what is the same there and starts nothing. Not for a run of one request,
 * whose deadline counts from the start of the process.
 */
export async function runInProcess(
  rig: Pick<Rig, "folder">,
  environment: Readonly<Record<string, string>>,
  ...words: readonly (string | number)[]
): Promise<Pick<Exit, "code" | "stdout" | "stderr">> {
  const said = { stdout: "", stderr: "" };
  const code = await runProgram({
    argv: ["--config", join(rig.folder, "config.json"), ...words.map(String)],
    environment,
    isTerminal: false,
    startHardDeadline() {},
    startWatchdog: async () => ({ watch() {}, rest() {} }),
    untilStopped: () => new AbortController().signal,
    print: (text) => {
      said.stdout += `${text}\n`;
    },
    printError: (text) => {
      said.stderr += `${text}\n`;
    },
  });
  return { code, ...said };
}
