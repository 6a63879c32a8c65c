import type { ProcessorCommand } from "../../../test/rig/processor.ts";
import { findWine } from "../../../test/rig/wine.ts";
import { nodeBase } from "./node-base.ts";
import { type Target, targetOfThisMachine } from "./target.ts";

/** How the code cache of a target is made: only where its executable can run. */
export interface Recording {
  /** What the build prints about it. */
  readonly text: string;
  /** Starts the recorder; null: the executable gets no code cache. */
  readonly command: ((recorder: string) => ProcessorCommand) | null;
}

export function recordingOf(target: Target): Recording {
  if (target === targetOfThisMachine()) {
    return { text: "code cache made on this machine", command: (recorder) => ({ command: recorder, args: [] }) };
  }
  if (target !== "win-x64") return { text: "without code cache: made on another system", command: null };
  const wine = findWine(nodeBase(target));
  if (typeof wine === "string") return { text: `without code cache: ${wine}`, command: null };
  return { text: `code cache made under ${wine.version}`, command: (recorder) => wine.command(recorder) };
}
