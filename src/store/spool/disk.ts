import {
  closeSync,
  constants,
  type Dirent,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { errorCodeOf } from "../../error-text.ts";
import { NO_LINKS } from "../../open-flags.ts";

/** What a test replaces of the disk. */
export interface Disk {
  readonly rename: (from: string, to: string) => void;
  /** Returns when what was written to an open file is on the disk. */
  readonly sync: (file: number) => void;
  /** Blocks: what ends the process at its deadline cannot wait otherwise. */
  readonly pause: (ms: number) => void;
}

export const realDisk: Disk = {
  rename: renameSync,
  sync: fsyncSync,
  pause: (ms) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
};

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** A link in its place is not followed. */
export function makeFolderWithoutLink(folder: string): void {
  makeFolder(folder);
  if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
}

/** writeFileSync goes on until every byte is written or the disk refuses; writeSync may write only a part. */
export function writeDurably(disk: Disk, path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, text);
    disk.sync(file);
  } finally {
    closeSync(file);
  }
}

const PAUSES_MS = [10, 20, 40, 80, 100, 100];

/** A virus scanner that looks at a new file holds it for a moment: EBUSY, EPERM, EACCES. */
export function renamePatiently(disk: Disk, from: string, to: string): void {
  for (const ms of PAUSES_MS) {
    try {
      disk.rename(from, to);
      return;
    } catch {
      disk.pause(ms);
    }
  }
  disk.rename(from, to);
}

/** The regular files of a folder: a link is not followed. @throws when the folder is there and cannot be listed */
export function fileNames(folder: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return [];
    throw error;
  }
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

export function readText(path: string): string {
  return withFile(path, (file) => readFileSync(file, "utf8"));
}

/** The first bytes of a file. */
export function readHead(path: string, bytes: number): string {
  const head = Buffer.alloc(bytes);
  return withFile(path, (file) => head.toString("utf8", 0, readSync(file, head)));
}

function withFile<T>(path: string, read: (file: number) => T): T {
  const file = openSync(path, constants.O_RDONLY | NO_LINKS);
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

/** A clock that was set back makes a file that is in the future; it is old too. */
export function ageMs(path: string): number {
  return Math.abs(Date.now() - lstatSync(path).mtimeMs);
}
