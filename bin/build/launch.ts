import { getAssetKeys, getRawAsset } from "node:sea";
import { Script } from "node:vm";

/** The scripts of the program are assets `program/<name>`; V8's code for one lies beside it under this ending. */
export const PROGRAM_FOLDER = "program/";
export const ENTRY = "processor.js";
export const CODE_ENDING = ".code";

/** bundle.ts wraps each script in a function of this type. It requires Node's own modules and other scripts. */
type Load = (exports: object, require: (id: string) => unknown, module: { exports: object }) => void;

const loaded = new Map<string, { readonly script: Script; readonly module: { exports: object } }>();

/**
 * Runs the program. Scripts are compiled from the code of an earlier run where there is one; what V8 cannot use of it, it
 * compiles from the text.
 * @returns all scripts that have run until now, by name
 */
export function launchProgram(): ReadonlyMap<string, { readonly script: Script }> {
  const keys = new Set(getAssetKeys());
  const requireModule = (id: string): unknown =>
    id.startsWith("./") ? requireScript(id.slice(2)) : process.getBuiltinModule(id);
  const requireScript = (name: string): object => {
    const known = loaded.get(name);
    if (known !== undefined) return known.module.exports;
    const script = compileScript(name, keys);
    const module = { exports: {} };
    loaded.set(name, { script, module });
    const load: Load = script.runInThisContext();
    load(module.exports, requireModule, module);
    return module.exports;
  };
  requireScript(ENTRY);
  return loaded;
}

function compileScript(name: string, keys: ReadonlySet<string>): Script {
  const key = PROGRAM_FOLDER + name;
  const cachedData = keys.has(key + CODE_ENDING) ? Buffer.from(getRawAsset(key + CODE_ENDING)) : undefined;
  // The text is ASCII, so latin1 reads it without decoding.
  const text = Buffer.from(getRawAsset(key)).latin1Slice();
  return new Script(text, { filename: name, ...(cachedData && { cachedData }) });
}
