import { writeFileSync } from "node:fs";
import { errorCodeOf, messageOf } from "../error-text.ts";

/** A file that a verb writes. */
export interface OutFile {
  readonly path: string;
  /** Whether a file that exists is replaced. */
  readonly force: boolean;
  /** The rights of a new file; without it the usual ones. */
  readonly mode?: number;
}

/** Writes a file that must be new, or is replaced. @returns why it cannot be written; null: it is written */
export function writeOutFile({ path, force, mode = 0o666 }: OutFile, text: string): string | null {
  try {
    writeFileSync(path, text, { flag: force ? "w" : "wx", mode });
    return null;
  } catch (error) {
    const why = errorCodeOf(error) === "EEXIST" ? "it exists; --force replaces it" : messageOf(error);
    return `${path} cannot be written: ${why}`;
  }
}
