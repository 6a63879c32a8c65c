import { type WriteFileOptions, writeFileSync } from "node:fs";
import { EOL } from "node:os";
import { errorCodeOf, messageOf } from "../error-text.ts";
import { inEnglish, type Say } from "../language.ts";
import { EXIT } from "../report/exit-code.ts";
import type { VerbResult } from "./verb.ts";

/** A file that a verb writes. */
export interface OutFile {
  readonly path: string;
  /** Whether a file that exists is replaced. */
  readonly force: boolean;
  /** The rights of a new file; without it the usual ones. */
  readonly mode?: number;
}

/** Prints a script, or writes it. @param out null: it is printed */
export function giveScript(script: string, out: OutFile | null, nextStep: string): VerbResult {
  if (out === null) return { exitCode: EXIT.success, text: script, json: { message: "", file: null, script } };
  const why = writeOutFile(out, script, inEnglish);
  if (why !== null) return { exitCode: EXIT.usage, text: why, json: { file: null, script } };
  return { exitCode: EXIT.success, text: `${out.path} is written: ${nextStep}`, json: { file: out.path, script } };
}

/** Writes a file that must be new, or is replaced. @returns why it cannot be written; null: it is written */
export function writeOutFile({ path, force, mode = 0o666 }: OutFile, text: string, say: Say): string | null {
  try {
    writeLines(path, text, { flag: force ? "w" : "wx", mode });
    return null;
  } catch (error) {
    const isThere = errorCodeOf(error) === "EEXIST";
    const why = isThere
      ? say({ zh: "文件已存在，加 --force 才覆盖", en: "it exists; --force replaces it" })
      : messageOf(error);
    return say({ zh: `${path} 写入失败：${why}`, en: `${path} cannot be written: ${why}` });
  }
}

/** Writes a text with the system's line ends: Notepad of Windows Server 2016 shows no others. */
export function writeLines(path: string, text: string, options: WriteFileOptions = {}): void {
  writeFileSync(path, text.replaceAll("\n", EOL), options);
}
