import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { FinishCall } from "./finish.ts";

/** Finish calls that the database did not accept, each in its own file. They contain personal data, so mode 0600. */
export interface Spool {
  /** @returns the file's name, or null when the disk did not take it */
  write(finish: FinishCall): string | null;
  /**
   * Gives each spooled call to `deliver`, one after another, until `hasTime` says no or one must wait. A file is taken by
   * renaming it, so that two processes never deliver the same one.
   */
  deliverAll(deliver: (finish: FinishCall) => Promise<Delivery>, hasTime: () => boolean): Promise<void>;
}

/** taken: the database has it. later: it may accept it another time. rejected: it will never accept it. */
export type Delivery = "taken" | "later" | "rejected";

const TAKEN_SUFFIX = ".taken";
/** A file that a process took and did not give back may be taken by another one after this time. */
const ABANDONED_AFTER_MS = 60_000;

export function openSpool(folder: string): Spool {
  return {
    write(finish) {
      try {
        return writeSpooled(folder, finish);
      } catch {
        return null;
      }
    },
    async deliverAll(deliver, hasTime) {
      for (const name of spooledNames(folder)) {
        if (!hasTime()) break;
        if ((await deliverOne(folder, name, deliver)) === "later") break;
      }
    },
  };
}

function writeSpooled(folder: string, finish: FinishCall): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${finish.requestId}-${finish.attemptId}-${randomUUID()}.json`;
  const temporary = join(folder, `${name}.tmp`);
  try {
    writeDurably(temporary, finish);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  renameSync(temporary, join(folder, name));
  return name;
}

/** writeFileSync goes on until every byte is written or the disk refuses; writeSync may write only a part. */
function writeDurably(path: string, finish: FinishCall): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, JSON.stringify(finish));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function spooledNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json") || isAbandoned(folder, name))
      .sort();
  } catch {
    return [];
  }
}

function isAbandoned(folder: string, name: string): boolean {
  if (!name.endsWith(TAKEN_SUFFIX)) return false;
  const stat = statSync(join(folder, name), { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs > ABANDONED_AFTER_MS;
}

async function deliverOne(
  folder: string,
  name: string,
  deliver: (finish: FinishCall) => Promise<Delivery>,
): Promise<Delivery | null> {
  const original = join(folder, name.replace(/\.\d+\.taken$/, ""));
  const taken = `${original}.${process.pid}${TAKEN_SUFFIX}`;
  try {
    renameSync(join(folder, name), taken);
    // Renaming keeps the time of writing; from here on the file's time says when it was taken.
    utimesSync(taken, new Date(), new Date());
  } catch {
    return null;
  }
  try {
    const delivery = await deliverFile(taken, deliver);
    if (delivery === "taken") rmSync(taken);
    else if (delivery === "later") renameSync(taken, original);
    else reject(folder, taken, original);
    return delivery;
  } catch {
    return null;
  }
}

async function deliverFile(path: string, deliver: (finish: FinishCall) => Promise<Delivery>): Promise<Delivery> {
  const finish = parseSpooled(readFileSync(path, "utf8"));
  return finish === null ? "rejected" : deliver(finish);
}

function parseSpooled(text: string): FinishCall | null {
  try {
    // Written by writeSpooled of the same or an earlier version; the database checks ids and token.
    const finish = JSON.parse(text) as FinishCall;
    if (!Number.isInteger(finish.requestId) || !Number.isInteger(finish.attemptId)) return null;
    return { ...finish, sentAt: finish.sentAt === null ? null : new Date(finish.sentAt) };
  } catch {
    return null;
  }
}

function reject(folder: string, taken: string, original: string): void {
  const rejected = join(folder, "rejected");
  mkdirSync(rejected, { recursive: true, mode: 0o700 });
  renameSync(taken, join(rejected, original.slice(folder.length + 1)));
}
