import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/**
 * A file of dist/interfaces as text, undefined when there is none: an asset `interfaces/<name>` in the executable, a file
 * when the program runs from its sources.
 */
export function readAsset(name: string): string | undefined {
  const sea = process.getBuiltinModule("node:sea");
  if (sea.isSea()) {
    const key = `interfaces/${name}`;
    return sea.getAssetKeys().includes(key) ? sea.getAsset(key, "utf8") : undefined;
  }
  const file = join(builtFolder(), name);
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

/** The index proves that the build has run, so its absence is an unfinished installation and no expected failure. */
export function readIndex(): string {
  const text = readAsset("index.json");
  if (text === undefined) throw new Error(`no index.json in ${builtFolder()}: build the interfaces first`);
  return text;
}

export function builtFolder(): string {
  return join(import.meta.dirname, "../../dist/interfaces");
}
