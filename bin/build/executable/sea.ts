import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Files } from "./pack.ts";
import { projectFolder, workFolder } from "./target.ts";

/** Node finds its program by this text, which is in the base once. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/**
 * The garbage of one run fits into 8 MB, so that nothing is collected before its end. V8 refuses a code cache that was made
 * under other flags; the recorder has the same ones.
 */
const NODE_FLAGS = ["--min-semi-space-size=8"];

const POSTJECT = join(projectFolder, "node_modules/postject/dist/cli.js");

/** Writes a single executable application: the node base, and in it a blob. */
export function writeExecutable(base: string, blob: string, executable: string): void {
  copyFileSync(base, executable);
  chmodSync(executable, 0o755);
  // postject prints warnings about section names that it does not change; the error of a failure has all its output.
  runNode([POSTJECT, executable, "NODE_SEA_BLOB", blob, "--sentinel-fuse", FUSE]);
}

/**
 * Writes a blob: the script that runs first and the assets. Node itself makes no code cache and no snapshot for it, so it works
 * on every platform of the same Node. The blob holds the path of the script as it is given: from the project's folder, it is the
 * same on every machine.
 * @param name of the script without its ending, in dist/build
 * @param blob the name of the file to write, in dist/build
 * @returns the path of the blob
 */
export function writeBlob(name: string, assets: Files, blob: string): string {
  const main = `dist/build/${name}.js`;
  const output = join(workFolder, blob);
  const settings = `${output}.json`;
  // NODE_OPTIONS could make the program run foreign code and trust anybody; with this Node does not read it.
  const fixed = { disableExperimentalSEAWarning: true, execArgv: NODE_FLAGS, execArgvExtension: "none" };
  writeFileSync(settings, JSON.stringify({ main, output, assets, ...fixed }));
  runNode(["--experimental-sea-config", settings]);
  return output;
}

function runNode(args: readonly string[]): void {
  execFileSync(process.execPath, args, { cwd: projectFolder, stdio: ["ignore", "pipe", "pipe"] });
}
