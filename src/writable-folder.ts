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
 * Makes the folder where it is not there, and a file in it, and removes that.
 * @param mode of a folder that is made
 */
export function findFolderFault(folder: string, mode: number): FolderFault | null {
  try {
    mkdirSync(folder, { recursive: true, mode });
  } catch (error) {
    return { folder, code: errorCodeOf(error) };
  }
  const code = probeFolder(folder);
  return code === null ? null : { folder, code };
}

/**
 * Makes a file in a folder that is there, and removes it. Asking for the rights would not do: Windows does not tell them all,
 * and a full disk has none.
 * @returns the system's code of why it cannot be written, or null
 */
export function probeFolder(folder: string): string | null {
  const probe = join(folder, `.probe-${process.pid}`);
  try {
    const file = openSync(probe, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | NO_LINKS, 0o600);
    try {
      writeSync(file, "\n");
    } finally {
      closeSync(file);
    }
    return null;
  } catch (error) {
    return errorCodeOf(error);
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
