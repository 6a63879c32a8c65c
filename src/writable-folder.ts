import { closeSync, constants, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { errorCodeOf } from "./error-text.ts";
import { NO_LINKS } from "./open-flags.ts";

/** A folder in which nothing can be written. */
export interface FolderFault {
  readonly folder: string;
  /** The system's code, such as EACCES or ENOSPC. */
  readonly code: string;
}

/**
 * Makes the folder where it is not there, and a file in it, and removes that. Asking for the rights would not do: Windows
 * does not tell them all, and a full disk has none.
 * @param mode of a folder that is made
 */
export function findFolderFault(folder: string, mode: number): FolderFault | null {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true, mode });
    const file = openSync(probe, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_LINKS, 0o600);
    try {
      writeSync(file, "\n");
    } finally {
      closeSync(file);
    }
    return null;
  } catch (error) {
    return { folder, code: errorCodeOf(error) };
  } finally {
    removeProbe(probe);
  }
}

function removeProbe(probe: string): void {
  try {
    rmSync(probe, { force: true });
  } catch {
    // A virus scanner may hold it; the next process of this number writes over it.
  }
}
