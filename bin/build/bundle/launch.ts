import { Script } from "node:vm";
import { readPacked } from "../../../src/packed-files.ts";

/** The scripts of the program are packed files `program/<name>`; V8's code for one has the same name with this ending. */
export const PROGRAM_FOLDER = "program/";
export const ENTRY = "processor.js";
export const CODE_ENDING = ".code";

/** The environment variable with the folder into which the recorder writes. */
export const RECORD_VARIABLE = "PROCESSOR_BUILD_RECORD";

/** bundle.ts wraps each script in a function of this type. It requires Node's own modules and other scripts. */
type Load = (exports: object, require: (id: string) => unknown, module: { exports: object }) => void;

export type ReadCode = (name: string) => Buffer | undefined;

const loaded = new Map<string, { readonly script: Script; readonly module: { exports: object } }>();

/**
 * Runs the program. A script is compiled from the code cache of an earlier run when there is one; what the code cache does not
 * contain, V8 compiles from the text.
 * @param readCode gives the code cache of a script by the script's name
 * @returns all scripts that have run until now, by name
 */
export function launchProgram(readCode: ReadCode): ReadonlyMap<string, { readonly script: Script }> {
  const requireModule = (id: string): unknown =>
    id.startsWith("./") ? requireScript(id.slice(2)) : process.getBuiltinModule(id);
  const requireScript = (name: string): object => {
    const known = loaded.get(name);
    if (known !== undefined) return known.module.exports;
    const script = compileScript(name, readCode(name));
    const module = { exports: {} };
    loaded.set(name, { script, module });
    const load: Load = script.runInThisContext();
    load(module.exports, requireModule, module);
    return module.exports;
  };
  requireScript(ENTRY);
  return loaded;
}

function compileScript(name: string, cachedData: Buffer | undefined): Script {
  const bytes = readPacked(PROGRAM_FOLDER + name);
  if (bytes === undefined) throw new Error(`no script ${name} in this executable`);
  // The text is ASCII, so latin1 reads it without decoding.
  return new Script(bytes.toString("latin1"), { filename: name, ...(cachedData && { cachedData }) });
}
