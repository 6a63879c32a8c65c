import { LANGUAGES, type Language } from "../language.ts";
import { VERSION } from "../version.ts";
import { defineDatabaseVerbs } from "./commands/db.ts";
import { defineDoctor } from "./commands/doctor.ts";
import { endOfCommandLine, exampled, type Family, newProgram, type Program } from "./commands/family.ts";
import { defineHelp } from "./commands/help.ts";
import { defineLookVerbs } from "./commands/look.ts";
import { defineQueueVerbs } from "./commands/queue.ts";
import { defineReplay } from "./commands/replay.ts";
import { defineReport } from "./commands/report.ts";
import { defineSchemaVerbs } from "./commands/schema.ts";
import { defineSpoolVerbs } from "./commands/spool.ts";
import { terminalLanguage } from "./terminal-language.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

/** In the order in which the help lists them. Each has a file that only defines its verbs. */
const FAMILIES: readonly ((family: Family) => void)[] = [
  defineReplay,
  defineQueueVerbs,
  defineSpoolVerbs,
  defineDoctor,
  defineLookVerbs,
  defineReport,
  defineSchemaVerbs,
  defineDatabaseVerbs,
  defineHelp,
];

/** What somebody has written, and where the answers to it go. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** A person reads what is printed. */
  readonly isTerminal: boolean;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

type ContextWith = (configPath: string | null, language: Language) => VerbContext;

/**
 * Runs the verb that a command line names.
 * @param contextWith a configuration file, null for the one next to the executable; and the language of the terminal
 * @param end is given the verb's result
 * @returns how it ended without a verb: a wrong command line, or one that asks for help or version; null: a verb has ended
 */
export async function runCommandLine(
  commandLine: CommandLine,
  contextWith: ContextWith,
  end: (result: VerbResult) => void,
): Promise<VerbResult | null> {
  try {
    await defineProgram(commandLine, contextWith, end).parseAsync(commandLine.argv, { from: "user" });
    return null;
  } catch (error) {
    const ended = endOfCommandLine(error);
    if (ended === null) throw error;
    return ended;
  }
}

function defineProgram(
  { print, printError, environment, isTerminal }: CommandLine,
  contextWith: ContextWith,
  end: (result: VerbResult) => void,
): Program {
  const program = newProgram("processor");
  const context = (): VerbContext => {
    const { config, lang } = program.opts<{ config?: string; lang?: Language }>();
    return contextWith(config ?? null, lang ?? terminalLanguage(environment, isTerminal));
  };
  exampled(program, "42", "show 42", "list --unreconciled", "doctor", "help db install")
    .description("Sends one request of the table medical_insurance_requests to the insurer and stores the result.")
    .version(VERSION)
    .configureOutput({
      writeOut: (text) => print(text.replace(/\n$/, "")),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .option("--config <file>", "the configuration file, instead of config.json next to the executable")
    .addOption(
      program
        .createOption(
          "--lang <language>",
          "the language of what is printed for people, instead of PROCESSOR_LANG and the system's",
        )
        .choices(LANGUAGES),
    )
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
  for (const define of FAMILIES) define({ program, context, end });
  return program;
}

function namesOf(program: Program): string[] {
  return program.commands.map((command) => command.name());
}
