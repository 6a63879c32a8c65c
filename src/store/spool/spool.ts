import { rmSync } from "node:fs";
import { join } from "node:path";
import type { FinishCall } from "../finish.ts";
import { type Deliver, type Delivery, deliverAsked, deliverDue, deliverOf, type OfRequest } from "./delivery.ts";
import { type Disk, realDisk } from "./disk.ts";
import type { Owner } from "./owner.ts";
import { filesIn, isDue, isOwn, isWhole, rejectedIn, type SpoolFolder, writeSpooled } from "./spool-folder.ts";
import { listSpooled, readSpooled, type SpooledFile } from "./spooled-files.ts";
import type { SpooledName } from "./spooled-name.ts";

/** Finish calls that the database did not take, each a file of its own. They hold payloads, so mode 0600. */
export interface Spool {
  readonly folder: string;
  /** Takes charge of a finish until the database has it. Nothing is written yet. */
  hold(finish: FinishCall): Held;
  /** Writes what is held and not written yet; whoever ends the process calls it. */
  saveHeld(): readonly Saved[];
  /** Delivers what is due, one file after another; those that failed before come last. None is begun when `hasTime` says no. */
  deliverDue(deliver: Deliver, hasTime: () => boolean): Promise<void>;
  /** Delivers every call of one request, due or not. */
  deliverOf(requestId: number, deliver: Deliver): Promise<OfRequest>;
  /** Every file, for a person to see. @throws when a folder cannot be listed */
  list(): readonly SpooledFile[];
  /** @returns null when the file is damaged. @throws when it cannot be read */
  read(file: SpooledFile): FinishCall | null;
  /** Delivers one file, due or not, rejected or not. @returns null when it is not written to its end */
  deliverAsked(file: SpooledFile, deliver: Deliver): Promise<Delivery | null>;
  /** @returns null when the folder cannot be listed */
  count(): SpoolCounts | null;
}

/** A finish from its making until the database has it or the run gives up. */
export interface Held {
  /** Writes it, once. @returns the file's name, or null when the disk did not take it */
  save(): string | null;
  /** The database has it, so the spool does not need it. */
  stored(): void;
  /** The database does not have it, so the spool keeps it. @returns as `save` */
  leave(): string | null;
}

export interface Saved {
  readonly finish: FinishCall;
  /** Null when the disk did not take it. */
  readonly spooledAs: string | null;
}

/** How many files there are of each kind. */
export interface SpoolCounts {
  readonly waiting: number;
  /** Refused by the database for good, or damaged. */
  readonly rejected: number;
  /** For another database than this configuration's. */
  readonly foreign: number;
  /** Not written to their end, because their process was ended by force. */
  readonly unfinished: number;
}

export function openSpool(path: string, owner: Owner, disk: Disk = realDisk): Spool {
  const folder: SpoolFolder = { path, owner, disk };
  const holding = new Set<() => Saved>();
  return {
    folder: path,
    hold(finish) {
      let name: string | null = null;
      const save = (): string | null => {
        name ??= writeQuietly(folder, finish);
        return name;
      };
      const saved = (): Saved => ({ finish, spooledAs: save() });
      holding.add(saved);
      return {
        save,
        stored() {
          holding.delete(saved);
          if (name !== null) removeQuietly(join(path, name));
        },
        leave() {
          holding.delete(saved);
          return save();
        },
      };
    },
    saveHeld: () => [...holding].map((save) => save()),
    deliverDue: (deliver, hasTime) => deliverDue(folder, deliver, hasTime),
    deliverOf: (requestId, deliver) => deliverOf(folder, requestId, deliver),
    list: () => listSpooled(folder),
    read: (file) => readSpooled(folder, file),
    deliverAsked: (file, deliver) => deliverAsked(folder, file, deliver),
    count: () => countFiles(folder),
  };
}

function countFiles(folder: SpoolFolder): SpoolCounts | null {
  try {
    const all = filesIn(folder);
    const own = all.filter((file) => isOwn(folder, file));
    const unfinished = own.filter((file) => isHalf(folder, file)).length;
    return {
      waiting: own.length - unfinished,
      rejected: filesIn(rejectedIn(folder)).length,
      foreign: all.length - own.length,
      unfinished,
    };
  } catch {
    return null;
  }
}

/** Left behind by its writer, and readable, but not to its end. */
function isHalf(folder: SpoolFolder, file: SpooledName): boolean {
  try {
    return file.state === "unfinished" && isDue(folder, file) && !isWhole(folder, file);
  } catch {
    return false;
  }
}

function writeQuietly(folder: SpoolFolder, finish: FinishCall): string | null {
  try {
    return writeSpooled(folder, finish);
  } catch {
    return null;
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What stays is delivered once more, and the database answers that it has it.
  }
}
