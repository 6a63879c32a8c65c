import { rmSync } from "node:fs";
import { join } from "node:path";
import type { FinishCall } from "../finish.ts";
import { ageMs, type Disk, fileNames, makeFolder, readHead, readText, renamePatiently, writeDurably } from "./disk.ts";
import { HEAD_BYTES, isSameOwner, type Owner, ownerIn } from "./owner.ts";
import { parseSpooled, spooledText } from "./spooled-call.ts";
import { dueAfterMs, newName, parseName, type SpooledName } from "./spooled-name.ts";

/** A folder of spooled calls; several configurations and processes may use it at once. */
export interface SpoolFolder {
  readonly path: string;
  /** Of the calls that are delivered from here; those of another are left alone. */
  readonly owner: Owner;
  readonly disk: Disk;
}

/** Beside what waits: what the database refused for good, and what is damaged. */
export function rejectedIn(folder: SpoolFolder): SpoolFolder {
  return { ...folder, path: join(folder.path, "rejected") };
}

/** The files of every owner. @throws when the folder cannot be listed */
export function filesIn({ path }: SpoolFolder): readonly SpooledName[] {
  return fileNames(path)
    .map(parseName)
    .filter((file) => file !== null);
}

/** @throws when the folder cannot be listed */
export function ownFilesIn(folder: SpoolFolder): readonly SpooledName[] {
  return filesIn(folder).filter((file) => isOwn(folder, file));
}

/** A file that does not name its database, or cannot be read, may be ours. */
export function isOwn({ path, owner }: SpoolFolder, { name }: SpooledName): boolean {
  try {
    const named = ownerIn(readHead(join(path, name), HEAD_BYTES));
    return named === null || isSameOwner(named, owner);
  } catch {
    return true;
  }
}

/** Whether a file may be delivered now: no living process has it, and the pause after its last failure is over. */
export function isDue({ path }: SpoolFolder, file: SpooledName): boolean {
  const afterMs = dueAfterMs(file);
  if (afterMs === 0) return true;
  try {
    return ageMs(join(path, file.name)) >= afterMs;
  } catch {
    return false;
  }
}

/** A process that is ended by force leaves a part of a file. @throws when the file cannot be read */
export function isWhole({ path }: SpoolFolder, { name }: SpooledName): boolean {
  return parseSpooled(readText(join(path, name))) !== null;
}

/** @returns the file's name. @throws when the disk does not take it */
export function writeSpooled({ path, owner, disk }: SpoolFolder, finish: FinishCall): string {
  makeFolder(path);
  const name = newName(finish.requestId, finish.attemptId);
  const temporary = `${name}.tmp`;
  try {
    writeDurably(disk, join(path, temporary), spooledText(finish, owner));
  } catch (error) {
    rmSync(join(path, temporary), { force: true });
    throw error;
  }
  try {
    renamePatiently(disk, join(path, temporary), join(path, name));
    return name;
  } catch {
    // Whole and durable: it is delivered under this name too.
    return temporary;
  }
}
