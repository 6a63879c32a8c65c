import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { FinishCall } from "../finish.ts";
import { readText } from "./disk.ts";
import { filesIn, isOwn, rejectedIn, type SpoolFolder } from "./spool-folder.ts";
import { parseSpooled } from "./spooled-call.ts";
import type { SpooledName } from "./spooled-name.ts";

/** A file of the spool, as a person sees it. */
export interface SpooledFile {
  /** Below the spool's folder, with `/`, as in `rejected/1-1-….json`. */
  readonly file: string;
  /**
   * waiting: it is delivered by itself. unfinished: its writer has not given it its name. taken: a process is delivering it.
   * rejected: refused for good, or damaged. foreign: for another database than this configuration's.
   */
  readonly state: SpooledName["state"] | "rejected" | "foreign";
  readonly name: SpooledName;
  readonly isRejected: boolean;
  readonly bytes: number;
  /** When it was written, or its delivery last tried. */
  readonly changedAt: Date;
}

/** Those that wait first, then those that were rejected. @throws when a folder cannot be listed */
export function listSpooled(folder: SpoolFolder): readonly SpooledFile[] {
  return [...filesWithState(folder, false), ...filesWithState(rejectedIn(folder), true)];
}

function filesWithState(folder: SpoolFolder, isRejected: boolean): readonly SpooledFile[] {
  return [...filesIn(folder)]
    .sort((one, other) => one.requestId - other.requestId || one.attemptId - other.attemptId)
    .flatMap((name): readonly SpooledFile[] => {
      const status = lstatSync(join(folder.path, name.name), { throwIfNoEntry: false });
      if (status === undefined) return [];
      const state = isOwn(folder, name) ? (isRejected ? "rejected" : name.state) : "foreign";
      const file = isRejected ? `rejected/${name.name}` : name.name;
      return [{ file, state, name, isRejected, bytes: status.size, changedAt: status.mtime }];
    });
}

/** @returns null when it is damaged. @throws when it cannot be read */
export function readSpooled({ path }: SpoolFolder, { file, name }: SpooledFile): FinishCall | null {
  const finish = parseSpooled(readText(join(path, file)));
  return finish?.requestId === name.requestId ? finish : null;
}
