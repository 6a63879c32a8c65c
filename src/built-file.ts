import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A file that the build made, as text; undefined when there is none. In the executable it is an asset of that name, otherwise
 * a file under dist/.
 * @param name such as "configuration/check.js"
 */
export function readBuilt(name: string): string | undefined {
  const sea = process.getBuiltinModule("node:sea");
  if (sea.isSea()) return sea.getAssetKeys().includes(name) ? sea.getAsset(name, "utf8") : undefined;
  const path = join(builtFolder(), name);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** dist/, from src/ as from dist/client.mjs. */
export function builtFolder(): string {
  return join(import.meta.dirname, "../dist");
}
