import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { errorCodeOf } from "../../error-text.ts";
import type { FinishCall } from "../finish.ts";
import { makeFolderWithoutLink, readText, renamePatiently } from "./disk.ts";
import { isDue, isWhole, ownFilesIn, rejectedIn, type SpoolFolder } from "./spool-folder.ts";
import { parseSpooled } from "./spooled-call.ts";
import type { SpooledFile } from "./spooled-files.ts";
import { compareNames, nameAfterTries, nameWhileTaken, type SpooledName } from "./spooled-name.ts";

/** taken: the database has it. later: it may take it another time. rejected: it never will. */
export type Delivery = { readonly result: "taken" } | { readonly result: "later" | "rejected"; readonly why: string };

export type Deliver = (finish: FinishCall) => Promise<Delivery>;

/** What became of the spooled calls of one request. */
export interface OfRequest {
  readonly delivered: number;
  readonly undelivered: readonly Undelivered[];
}

export interface Undelivered {
  /** Below the spool's folder. */
  readonly file: string;
  readonly why: string;
}

/** Delivers what is due, one file after another; those that failed before come last. None is begun when `hasTime` says no. */
export async function deliverDue(folder: SpoolFolder, deliver: Deliver, hasTime: () => boolean): Promise<void> {
  for (const file of dueFiles(folder)) {
    if (!hasTime()) return;
    await deliverFile(folder, file, deliver);
  }
}

/** An unreadable spool stops nothing. */
function dueFiles(folder: SpoolFolder): readonly SpooledName[] {
  try {
    return ownFilesIn(folder)
      .filter((file) => isDue(folder, file))
      .sort(compareNames);
  } catch {
    return [];
  }
}

/** Delivers every call of a request, also one that failed a moment ago; what cannot be looked at is not taken to be absent. */
export async function deliverOf(folder: SpoolFolder, requestId: number, deliver: Deliver): Promise<OfRequest> {
  let delivered = 0;
  const undelivered: Undelivered[] = [];
  const seen = new Set<string>();
  const newIn = (where: SpoolFolder): readonly SpooledName[] => {
    const files = ownFilesIn(where).filter((file) => file.requestId === requestId && !seen.has(file.stem));
    for (const { stem } of files) seen.add(stem);
    return files;
  };
  try {
    for (const file of newIn(rejectedIn(folder))) {
      undelivered.push({ file: `rejected/${file.name}`, why: "the database refused it for good, or it is damaged" });
    }
    // A file that another process renames while the folder is listed may be missed, so it is listed twice.
    for (const files of [newIn(folder), newIn(folder)]) {
      for (const file of files) {
        const delivery = await deliverNow(folder, file, deliver);
        if (delivery?.result === "taken") delivered++;
        else if (delivery !== null) undelivered.push({ file: file.name, why: delivery.why });
      }
    }
  } catch (error) {
    undelivered.push({ file: "", why: `the folder cannot be listed (${errorCodeOf(error)})` });
  }
  return { delivered, undelivered };
}

/** Delivers one file, due or not. One that was rejected goes back to the others first. @returns null when it is not whole */
export async function deliverAsked(
  folder: SpoolFolder,
  { name, isRejected }: SpooledFile,
  deliver: Deliver,
): Promise<Delivery | null> {
  if (!isRejected) return deliverNow(folder, name, deliver);
  const back = nameAfterTries(name.stem, 0);
  try {
    renamePatiently(folder.disk, join(rejectedIn(folder).path, name.name), join(folder.path, back));
  } catch (error) {
    return { result: "later", why: `it cannot be moved out of rejected (${errorCodeOf(error)})` };
  }
  return deliverNow(folder, { ...name, name: back, tries: 0, state: "waiting" }, deliver);
}

function deliverNow(folder: SpoolFolder, file: SpooledName, deliver: Deliver): Promise<Delivery | null> {
  if (file.state === "waiting" || isDue(folder, file)) return deliverFile(folder, file, deliver);
  const what = file.state === "taken" ? "delivering" : "writing";
  return Promise.resolve({ result: "later", why: `another process is ${what} it; repeat after a minute` });
}

/** @returns null when the file is not whole: there is nothing to deliver */
async function deliverFile(folder: SpoolFolder, file: SpooledName, deliver: Deliver): Promise<Delivery | null> {
  try {
    if (file.state === "unfinished" && !isWhole(folder, file)) return null;
    const taken = take(folder, file);
    const delivery = await readAndDeliver(taken, file, deliver);
    putAway(folder, file, taken, delivery);
    return delivery;
  } catch (error) {
    return { result: "later", why: `the file cannot be taken (${errorCodeOf(error)})` };
  }
}

/** A file is taken by renaming it, so that two processes never deliver the same one. */
function take({ path, disk }: SpoolFolder, file: SpooledName): string {
  const taken = join(path, nameWhileTaken(file));
  disk.rename(join(path, file.name), taken);
  touch(taken);
  return taken;
}

/** Renaming keeps the time of writing; from here on the file's time says when it was taken. */
function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // A file of another account: it only seems to have been taken long ago, and the database accepts it once.
  }
}

async function readAndDeliver(path: string, { requestId }: SpooledName, deliver: Deliver): Promise<Delivery> {
  try {
    const finish = parseSpooled(readText(path));
    if (finish?.requestId !== requestId) return { result: "rejected", why: "the file is damaged" };
    return await deliver(finish);
  } catch (error) {
    return { result: "later", why: `the file cannot be read or sent (${errorCodeOf(error)})` };
  }
}

function putAway(folder: SpoolFolder, { stem, tries }: SpooledName, taken: string, { result }: Delivery): void {
  try {
    if (result === "taken") rmSync(taken);
    else if (result === "later")
      renamePatiently(folder.disk, taken, join(folder.path, nameAfterTries(stem, tries + 1)));
    else {
      const rejected = rejectedIn(folder);
      makeFolderWithoutLink(rejected.path);
      renamePatiently(folder.disk, taken, join(rejected.path, nameAfterTries(stem, 0)));
    }
  } catch {
    // The file stays taken, and is delivered again when that is long ago.
  }
}
