import { Command, CommanderError } from "commander";
import { EXIT } from "../../report/exit-code.ts";
import type { VerbContext, VerbResult } from "../verb.ts";

/** A program or a verb of it, as commander reads its command line. */
export type Program = Command;

export function newProgram(name: string): Program {
  return new Command(name).exitOverride().configureHelp({ showGlobalOptions: true });
}

/** Puts examples before the help of a command; each without the program's name. */
export function exampled(command: Program, ...examples: readonly string[]): Program {
  return command.addHelpText("before", `Examples:\n${examples.map((each) => `  processor ${each}`).join("\n")}\n`);
}

/** commander throws for help, version and every wrong command line, and has printed what it has to say; null: something else. */
export function endOfCommandLine(thrown: unknown): VerbResult | null {
  if (!(thrown instanceof CommanderError)) return null;
  // It throws this where it has shown the help as an answer to a command line without a command.
  const text = thrown.code === "commander.help" ? "a command is missing" : thrown.message.replace(/^error: /, "");
  return { exitCode: thrown.exitCode === 0 ? EXIT.success : EXIT.usage, text };
}

/** What a family of verbs is defined with. A verb itself is loaded when it is asked for, because loading takes time in every run. */
export interface Family {
  readonly program: Program;
  /** Asked for when the command line has been read. */
  readonly context: () => VerbContext;
  readonly end: (result: VerbResult) => void;
}
