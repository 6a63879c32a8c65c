import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename, join } from "node:path";
import { type BuildOptions, build, transform } from "esbuild";
import { projectFolder } from "../executable/target.ts";
import { packagesOf } from "../package/licenses.ts";
import { APART, leaveOutWhatNoRunNeeds } from "./replacements.ts";

const COMMON: BuildOptions = {
  absWorkingDir: projectFolder,
  bundle: true,
  platform: "node",
  target: "node24",
  legalComments: "none",
  logLevel: "warning",
  define: { "import.meta.dirname": '""', "process.env.NODE_ENV": '"production"' },
};

/**
 * Writes the program and all that it imports as a few scripts: one that starts it, one for each verb, and what they share.
 * A run compiles only those that it needs.
 * @param packageList the JSON file in which the folders of all packages whose code is in the scripts are written
 */
export async function bundleProgram(entry: string, folder: string, packageList: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    ...COMMON,
    entryPoints: [join(projectFolder, entry)],
    outdir: folder,
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
    plugins: [leaveOutWhatNoRunNeeds()],
    write: false,
    metafile: true,
  });
  const packages = await build({
    ...COMMON,
    entryPoints: APART,
    outdir: folder,
    format: "cjs",
    write: false,
    metafile: true,
  });
  for (const { path, text } of [...outputFiles, ...packages.outputFiles])
    writeFileSync(join(folder, basename(path)), await wrapScript(text));
  const inputs = [...Object.keys(metafile.inputs), ...Object.keys(packages.metafile.inputs)];
  writeFileSync(packageList, JSON.stringify(packagesOf(inputs)));
}

/**
 * Turns an ES module into the function that launch.ts calls. Its text is ASCII, so that it is read without decoding, and without
 * spaces, so that there is less of it; names stay. Its lines are short, because an uncaught error prints the line that it came from.
 */
async function wrapScript(text: string): Promise<string> {
  const { code } = await transform(withoutShebang(text), {
    format: "cjs",
    platform: "node",
    target: "node24",
    charset: "ascii",
    lineLimit: 160,
    minifyWhitespace: true,
    minifySyntax: true,
    supported: { "dynamic-import": false },
  });
  return `(function (exports, require, module) {${VIEW_OF}${importWithoutCopies(code)}})`;
}

function withoutShebang(text: string): string {
  return text.replace(/^#!.*\n/, "");
}

const VIEW_OF = "const __viewOf = (module) => Object.create(module, { default: { value: module } });";

/**
 * esbuild copies the properties of what is imported. With Node's own modules this evaluates properties that Node loads on
 * demand: one function of node:util would load worker threads and more.
 */
function importWithoutCopies(code: string): string {
  return code.replace(/\b__toESM\((require\("([\w:/]+)"\))(?:, ?1)?\)/g, (whole, required: string, id: string) =>
    isBuiltin(id) ? `__viewOf(${required})` : whole,
  );
}

/** Writes what Node runs first in an executable as one script. */
export async function bundleLauncher(entry: string, outfile: string): Promise<void> {
  await build({ ...COMMON, entryPoints: [join(projectFolder, entry)], outfile, format: "cjs" });
}
