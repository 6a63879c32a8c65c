import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Profile } from "../config/profile.ts";

/** The files that make one interface of a hospital, as they are on the disk. */
export interface OwnFiles {
  readonly infno: string;
  /** Whose interface the file differs from. */
  readonly profile: Profile;
  readonly schema: Buffer;
  /** `common/*.json`, by name. */
  readonly common: ReadonlyMap<string, Buffer>;
}

/** @throws Error of the system when a file cannot be read */
export function readOwnFiles(folder: string, infno: string, profile: Profile): OwnFiles {
  const common = (jsonFilesIn(join(folder, "common")) ?? []).sort();
  return {
    infno,
    profile,
    schema: readFileSync(join(folder, `${infno}.json`)),
    common: new Map(common.map((name) => [name, readFileSync(join(folder, "common", name))])),
  };
}

/** The names of a folder's JSON files; undefined: it is absent, or this account may not read it. */
export function jsonFilesIn(folder: string): string[] | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && entry.name.endsWith(".json")).map(({ name }) => name);
  } catch {
    return undefined;
  }
}
