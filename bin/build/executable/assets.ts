import { globSync } from "node:fs";
import { join, sep } from "node:path";
import { projectFolder, readProjectFile } from "./target.ts";

/** Files by the name under which the program asks for them. */
export type Assets = Readonly<Record<string, string>>;

/**
 * What the program reads as it runs: its scripts, the compiled interfaces, the scripts of sql/. pkg.config.json lists them. A name is the path without the folder of the build: `program/processor.js`.
 */
export function programAssets(): Assets {
  const { pkg } = readProjectFile("pkg.config.json") as { pkg: { assets: readonly string[] } };
  const paths = pkg.assets.flatMap((pattern) => globSync(pattern, { cwd: projectFolder }).sort());
  return Object.fromEntries(paths.map((path) => [nameOf(path), join(projectFolder, path)]));
}

function nameOf(path: string): string {
  return path.replaceAll(sep, "/").replace(/^dist\/(build\/)?/, "");
}
