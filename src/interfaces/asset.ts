import { join } from "node:path";
import { builtFolder, readBuilt } from "../built-file.ts";
import type { Profile } from "../config/profile.ts";

/** Where the build puts the interfaces. */
export function interfacesFolder(): string {
  return join(builtFolder(), "interfaces");
}

/** A built file of the interfaces as text, undefined when there is none. What only one profile has is in a folder of its name. */
export function readAsset(name: string): string | undefined {
  return readBuilt(`interfaces/${name}`);
}

/**
 * A file that every build makes.
 * @throws Error when it is absent: the build has not run, and every interface would pass for unknown
 */
export function readCertainAsset(name: `${Profile}/index.json` | "common.json"): string {
  const text = readAsset(name);
  if (text === undefined) throw new Error(`no ${name} in ${interfacesFolder()}: npm run validators makes it`);
  return text;
}
