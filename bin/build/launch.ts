import { createRequire } from "node:module";
import { getAssetKeys, getRawAsset } from "node:sea";
import { Script } from "node:vm";

/** The bundle, and V8's code for it, as assets of the executable. */
export const PROGRAM_ASSET = "program.js";
export const CODE_ASSET = "program.code";

type Program = (exports: object, require: NodeJS.Require, module: object, filename: string, dirname: string) => unknown;

/** Runs the bundle, from its code cache when there is one. V8 compiles the text when it cannot use the cache. */
export function launchProgram(): Script {
  const cachedData = getAssetKeys().includes(CODE_ASSET) ? Buffer.from(getRawAsset(CODE_ASSET)) : undefined;
  const script = new Script(programText(), { filename: PROGRAM_ASSET, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  // bundle.ts wraps the program in exactly this function.
  const program = script.runInThisContext() as Program;
  program(module.exports, createRequire(process.execPath), module, PROGRAM_ASSET, "");
  return script;
}

/** The text is ASCII, so latin1 reads it without decoding. */
function programText(): string {
  return Buffer.from(getRawAsset(PROGRAM_ASSET)).latin1Slice();
}
