import { asciiJson } from "../report/ascii.ts";
import { EXIT, type ExitCode } from "../report/exit-code.ts";
import { VERSION } from "../version.ts";
import { endOfCommandLine, newProgram, type Program } from "./commands/family.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** What the process gives the program. */
export interface Process {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly startHardDeadline: VerbContext["startHardDeadline"];
  readonly startWatchdog: VerbContext["startWatchdog"];
  readonly untilStopped: VerbContext["untilStopped"];
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Runs one command line. */
export async function runProgram(process: Process): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.success;
  const end = (result: VerbResult): void => {
    const { text } = printed(result, process.argv);
    if (text !== "") process.print(text);
    exitCode = result.exitCode;
  };
  const program = await defineProgram(process, end);
  try {
    await program.parseAsync(process.argv, { from: "user" });
    return exitCode;
  } catch (error) {
    const ended = endOfCommandLine(error);
    if (ended === null) throw error;
    if (ended.exitCode !== EXIT.success && isForPrograms(process.argv)) end(ended);
    return ended.exitCode;
  }
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

async function defineProgram(process: Process, end: (result: VerbResult) => void): Promise<Program> {
  const program = newProgram("processor");
  const context = (): VerbContext => ({
    configPath: program.opts<{ config?: string }>().config ?? null,
    profile: null,
    asJson: isForPrograms(process.argv),
    environment: process.environment,
    startHardDeadline: (ms, lastStep) => process.startHardDeadline(ms, () => printed(lastStep(), process.argv)),
    startWatchdog: process.startWatchdog,
    untilStopped: process.untilStopped,
  });
  program
    .description("Sends one request of the table medical_insurance_requests to the insurer and stores the result.")
    .version(VERSION)
    .configureOutput({
      writeOut: (text) => process.print(text.trimEnd()),
      writeErr: (text) => process.printError(text.trimEnd()),
    })
    .option("--config <file>", "the configuration file, instead of config.json next to the executable")
    .argument("[request_id]", "the request to process")
    .option("--json", "print one JSON object, on failure too: {exit_code, message, ...}; src/README.md names the keys")
    .action(async (requestId: string | undefined) => {
      if (requestId === undefined) return program.help({ error: true });
      // Only a short ASCII word that is like a verb is printed back.
      if (/^[a-z-]{2,16}$/i.test(requestId)) {
        const { similarVerb } = await import("./similar-verb.ts");
        const verb = similarVerb(requestId.toLowerCase(), namesOf(program));
        if (verb !== null) program.error(`error: unknown command '${requestId}'\n(Did you mean ${verb}?)`);
      }
      const { runVerb } = await import("./run.ts");
      end(await runVerb(context(), { requestId, replay: false, confirmed: false }));
    });
  if (!isJob(process.argv)) {
    const { FAMILIES } = await import("./commands/families.ts");
    for (const define of FAMILIES) define({ program, context, end });
  }
  return program;
}

/** Whether it is a request's number with nothing but options of the job: the cashier then does not wait for the other verbs. */
function isJob(argv: readonly string[]): boolean {
  const others = argv.filter((word, at) => word !== "--json" && word !== "--config" && argv[at - 1] !== "--config");
  return others.length === 1 && /^\d+$/.test(others[0] ?? "");
}

function namesOf(program: Program): string[] {
  return program.commands.map((command) => command.name());
}
