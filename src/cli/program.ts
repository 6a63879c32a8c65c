import { inEnglish, type Language, sayIn } from "../language.ts";
import { asciiJson } from "../report/ascii.ts";
import { EXIT, type ExitCode } from "../report/exit-code.ts";
import type { CommandLine } from "./command-line.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** What the process gives the program. */
export interface Process extends CommandLine {
  readonly startHardDeadline: VerbContext["startHardDeadline"];
  readonly startWatchdog: VerbContext["startWatchdog"];
  readonly untilStopped: VerbContext["untilStopped"];
}

/** Runs one command line. */
export async function runProgram(process: Process): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.success;
  const end = (result: VerbResult): void => {
    const { text } = printed(result, process.argv);
    if (text !== "") process.print(text);
    exitCode = result.exitCode;
  };
  const asJson = isForPrograms(process.argv);
  const context = (configPath: string | null, language: Language): VerbContext => ({
    configPath,
    profile: null,
    asJson,
    say: asJson ? inEnglish : sayIn(language),
    environment: process.environment,
    print: process.print,
    printError: process.printError,
    startHardDeadline: (ms, lastStep) => process.startHardDeadline(ms, () => printed(lastStep(), process.argv)),
    startWatchdog: process.startWatchdog,
    untilStopped: process.untilStopped,
  });
  const job = readJob(process.argv);
  if (job !== null) {
    const { runVerb } = await import("./run.ts");
    end(await runVerb(context(job.configPath, "en"), { requestId: job.requestId, replay: false, confirmed: false }));
    return exitCode;
  }
  const { runCommandLine } = await import("./command-line.ts");
  const ended = await runCommandLine(process, context, end);
  if (ended === null) return exitCode;
  if (ended.exitCode !== EXIT.success && asJson) end(ended);
  return ended.exitCode;
}

/** What `--json` prints of a defect, which no verb has told; null: it was not asked for. @param message without anything of a request */
export function defectJson(argv: readonly string[], message: string): string | null {
  return isForPrograms(argv) ? asciiJson({ exit_code: EXIT.defect, message }) : null;
}

/** What is printed on stdout: the text, or with `--json` one JSON object, on failure too. */
function printed(result: VerbResult, argv: readonly string[]): VerbResult {
  const { exitCode, text, json } = result;
  return isForPrograms(argv) ? { exitCode, text: asciiJson({ exit_code: exitCode, message: text, ...json }) } : result;
}

/** `--json` counts wherever it is on the command line, also on one that is wrong. */
function isForPrograms(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? argv.length : end).includes("--json");
}

/**
 * Reads the command line of a job in its usual forms; null: any other one. For a job commander and the other verbs are not loaded,
 * because a cashier waits for it; what this reads, commander would read in the same way.
 */
function readJob(argv: readonly string[]): { readonly requestId: string; readonly configPath: string | null } | null {
  const words = argv[0] === "--json" ? argv.slice(1) : argv.at(-1) === "--json" ? argv.slice(0, -1) : argv;
  const at = words.indexOf("--config");
  const [requestId = "", ...others] = at === -1 ? words : words.toSpliced(at, 2);
  const configPath = at === -1 ? null : words[at + 1];
  return /^\d+$/.test(requestId) && others.length === 0 && configPath !== undefined ? { requestId, configPath } : null;
}
