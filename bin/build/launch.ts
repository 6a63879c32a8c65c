import { getAssetKeys, getRawAsset } from "node:sea";
import { Script } from "node:vm";

/** The bundle, and V8's code for it, as assets of the executable. */
export const PROGRAM_ASSET = "program.js";
export const CODE_ASSET = "program.code";

/** bundle.ts wraps the program in a function of this type. It requires nothing but Node's own modules. */
type Program = (exports: object, require: (id: string) => unknown, module: object) => void;

/** Runs the bundle, with the code of an earlier run where there is one. What V8 cannot use of it, it compiles. */
export function launchProgram(): Script {
  const cachedData = getAssetKeys().includes(CODE_ASSET) ? Buffer.from(getRawAsset(CODE_ASSET)) : undefined;
  const script = new Script(programText(), { filename: PROGRAM_ASSET, ...(cachedData && { cachedData }) });
  const program: Program = script.runInThisContext();
  const module = { exports: {} };
  program(module.exports, process.getBuiltinModule, module);
  return script;
}

/** The text is ASCII, so latin1 reads it without decoding. */
function programText(): string {
  return Buffer.from(getRawAsset(PROGRAM_ASSET)).latin1Slice();
}
