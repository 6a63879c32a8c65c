import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { PACK, PACK_INDEX } from "../../../src/packed-files.ts";
import { projectFolder, workFolder } from "./target.ts";

/** Paths by the name under which they are asked for. */
export type Files = Readonly<Record<string, string>>;

const PROGRAM_FILES = [
  "dist/build/program/*.js",
  "dist/interfaces/**/*.js",
  "dist/interfaces/**/*.json",
  "dist/interfaces/built-from.txt",
  "sql/**/*.sql",
];

/**
 * What the program reads as it runs: its scripts, the compiled interfaces, the scripts of sql/. A name is the path without the
 * folder of the build: `program/processor.js`.
 */
export function programFiles(): Files {
  const paths = PROGRAM_FILES.flatMap((pattern) => globSync(pattern, { cwd: projectFolder }).sort());
  return Object.fromEntries(paths.map((path) => [nameOf(path), join(projectFolder, path)]));
}

function nameOf(path: string): string {
  return path.replaceAll(sep, "/").replace(/^dist\/(build\/)?/, "");
}

/**
 * Writes files into one, from which packed-files.ts reads them, and its index.
 * @param name of both without their endings, in dist/build
 * @returns both, as the assets of an executable
 */
export function writePack(name: string, files: Files): Files {
  const contents = Object.entries(files).map(([file, path]) => ({ file, bytes: readFileSync(path) }));
  let end = 0;
  const lines = contents.map(({ file, bytes }) => {
    const start = end;
    end += bytes.length;
    return `\n${file} ${start} ${bytes.length}`;
  });
  const assets = { [PACK]: join(workFolder, `${name}.pack`), [PACK_INDEX]: join(workFolder, `${name}.index`) };
  writeFileSync(join(workFolder, `${name}.pack`), Buffer.concat(contents.map(({ bytes }) => bytes)));
  writeFileSync(join(workFolder, `${name}.index`), `${lines.join("")}\n`);
  return assets;
}
