import { Command, CommanderError } from "commander";
import { EXIT, type ExitCode } from "../../report/exit-code.ts";
import type { VerbContext, VerbResult } from "../verb.ts";

/** A program or a verb of it, as commander reads its command line. */
export type Program = Command;

export function newProgram(name: string): Program {
  return new Command(name).exitOverride();
}

/** commander throws for help, version and every wrong command line, and has printed what it has to say; null: something else. */
export function exitCodeOfCommandLine(thrown: unknown): ExitCode | null {
  if (!(thrown instanceof CommanderError)) return null;
  return thrown.exitCode === 0 ? EXIT.success : EXIT.usage;
}

/** What a family of verbs is defined with. A verb itself is loaded when it is asked for, because loading takes time in every run. */
export interface Family {
  readonly program: Program;
  /** Asked for when the command line has been read. */
  readonly context: () => VerbContext;
  /** commander gives `--json` to the program, wherever it is on the command line. */
  readonly asJson: () => boolean;
  readonly end: (result: VerbResult) => void;
}
