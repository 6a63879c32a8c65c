import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Assets } from "./assets.ts";
import { projectFolder, workFolder } from "./target.ts";

/** Node finds its program by this text, which is in the base once. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * The garbage of one run fits into 8 MB, so that nothing is collected before its end. V8 refuses a code cache that was made
 * under other flags; the recorder has the same ones.
 */
const NODE_FLAGS = ["--min-semi-space-size=8"];

const POSTJECT = join(projectFolder, "node_modules/postject/dist/cli.js");

/** Writes a single executable application: the node base, and in it the script that runs first and the assets. */
export function writeExecutable(base: string, main: string, assets: Assets, executable: string): void {
  const blob = writeBlob(main, assets);
  copyFileSync(base, executable);
  chmodSync(executable, 0o755);
  // postject prints warnings about section names that it does not change; the error of a failure has all its output.
  runNode([POSTJECT, executable, "NODE_SEA_BLOB", blob, "--sentinel-fuse", FUSE]);
}

/** A blob for which Node itself makes no code cache and no snapshot works on every platform of the same Node. */
function writeBlob(main: string, assets: Assets): string {
  const output = join(workFolder, "program.blob");
  const settings = join(workFolder, "program.sea.json");
  // NODE_OPTIONS could make the program run foreign code and trust anybody; with this Node does not read it.
  const fixed = { disableExperimentalSEAWarning: true, execArgv: NODE_FLAGS, execArgvExtension: "none" };
  writeFileSync(settings, JSON.stringify({ main, output, assets, ...fixed }));
  runNode(["--experimental-sea-config", settings]);
  return output;
}

function runNode(args: readonly string[]): void {
  execFileSync(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
}
