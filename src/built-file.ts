import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPacked } from "./packed-files.ts";

/**
 * A file that the build made, as text; undefined when there is none. In the executable it is a packed file of that name,
 * otherwise a file under dist/.
 * @param name such as "configuration/check.js"
 */
export function readBuilt(name: string): string | undefined {
  if (process.getBuiltinModule("node:sea").isSea()) return readPacked(name)?.toString("utf8");
  const path = join(builtFolder(), name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** What a person must do before the sources can run in a new clone; null when it was done, and in the executable. */
export function missingBuild(): string | null {
  const isBuilt = process.getBuiltinModule("node:sea").isSea() || existsSync(join(builtFolder(), "interfaces"));
  return isBuilt ? null : "the schemas are not compiled yet: run npm run validators";
}

/** dist/, from src/ as from dist/client.mjs. */
export function builtFolder(): string {
  return join(import.meta.dirname, "../dist");
}
