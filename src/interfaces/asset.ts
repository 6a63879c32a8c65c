import { join } from "node:path";
import { builtFolder, readBuilt } from "../built-file.ts";

/** Where the build puts the interfaces. */
export function interfacesFolder(): string {
  return join(builtFolder(), "interfaces");
}

/** A built file of the interfaces as text, undefined when there is none. */
export function readAsset(name: string): string | undefined {
  return readBuilt(`interfaces/${name}`);
}

/** The index proves that the build has run, so its absence is an unfinished installation and no expected failure. */
export function readIndex(): string {
  const text = readAsset("index.json");
  if (text === undefined) throw new Error(`no index.json in ${interfacesFolder()}: npm run validators makes it`);
  return text;
}
