import type { Command } from "commander";
import type { VerbContext, VerbResult } from "../verb.ts";

/** What a family of verbs is defined with. A verb itself is loaded when it is asked for, because loading takes time in every run. */
export interface Family {
  readonly program: Command;
  /** Asked for when the command line has been read. */
  readonly context: () => VerbContext;
  /** commander gives `--json` to the program, wherever it is on the command line. */
  readonly asJson: () => boolean;
  readonly end: (result: VerbResult) => void;
}
