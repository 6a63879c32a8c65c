import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "postject";
import type { Assets } from "./assets.ts";
import { workFolder } from "./target.ts";

/** Node finds its program by this mark, which the base has once. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Writes an executable: the node base, and in it the script that runs first and the assets. */
export async function writeExecutable(base: string, main: string, assets: Assets, executable: string): Promise<void> {
  const blob = makeBlob(main, assets);
  copyFileSync(base, executable);
  chmodSync(executable, 0o755);
  await inject(executable, "NODE_SEA_BLOB", blob, { sentinelFuse: FUSE });
}

/** A blob without code cache and snapshot of Node's own serves every platform of the same Node. */
function makeBlob(main: string, assets: Assets): Buffer {
  const output = join(workFolder, "program.blob");
  const settings = join(workFolder, "program.sea.json");
  writeFileSync(settings, JSON.stringify({ main, output, assets, disableExperimentalSEAWarning: true }));
  execFileSync(process.execPath, ["--experimental-sea-config", settings], { stdio: ["ignore", "ignore", "inherit"] });
  return readFileSync(output);
}
