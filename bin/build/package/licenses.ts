import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeVersion, projectFolder, targetOfThisMachine } from "../executable/target.ts";

/** The folders of the packages whose code is in a bundle, from the paths of the files that it is made of. */
export function packagesOf(files: readonly string[]): readonly string[] {
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll("\\", "/")) ?? []);
  return [...new Set(folders)].sort();
}

/**
 * This program's licence, Node's, and those of all packages in the executable: each asks to be passed on with it.
 * @param list a JSON file with the packages' folders, which bundle.ts writes
 */
export function licensesOf(list: string): string {
  const packages: readonly string[] = JSON.parse(readFileSync(list, "utf8"));
  return [
    section("medical-insurance-processor", projectFolder),
    section(`Node.js ${nodeVersion()}`, join(projectFolder, `node_modules/node-${targetOfThisMachine()}`)),
    ...packages.map((folder) => section(titleOf(folder), join(projectFolder, folder))),
  ].join(`\n${"=".repeat(80)}\n\n`);
}

function titleOf(folder: string): string {
  const { name, version } = JSON.parse(readFileSync(join(projectFolder, folder, "package.json"), "utf8"));
  return `${name} ${version}`;
}

function section(title: string, folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) return `${title}\n\n${licenseName(folder)}\n`;
  return `${title}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}

/** A package without a licence file names its licence in package.json. */
function licenseName(folder: string): string {
  const { license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `License: ${license}`;
}
