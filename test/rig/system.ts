/** What a test expects otherwise where the processor is that of Windows: on Windows, or under wine with TEST_PROCESSOR=wine. */

const isNative = process.platform === "win32";
export const isWine = !isNative && process.env.TEST_PROCESSOR === "wine";
export const isWindows = isNative || isWine;

export const skipWithoutSignals = isWindows && "on Windows a signal ends a process at once";

/** The exit code of a process that has sent itself SIGKILL: on Windows this is TerminateProcess, with the code that Node gives it. */
export const KILLED_ITSELF = isWindows ? 1 : null;

/** The permission bits of a file that only its owner may read. Windows has none: there the rights of the folder decide. */
export const OWNER_ONLY = isNative ? 0o666 : isWindows ? 0o644 : 0o600;

/** The system's code for a path below a file. */
export const BELOW_A_FILE = isWindows ? "ENOENT" : "ENOTDIR";

/** An absolute path of this machine as the processor names it: under wine the root is drive Z. */
export function namedPath(path: string): string {
  return isWindows ? windowsPath(path) : path;
}

/** An absolute path of this machine as a Windows program knows it. */
export function windowsPath(path: string): string {
  return isNative ? path : `Z:${path.replaceAll("/", "\\")}`;
}
