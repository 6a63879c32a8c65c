import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { executableOf, projectFolder, type Target, workFolder } from "./executable/target.ts";

/** Everything that an executable is made of, including the stand-ins that the warm-up uses. */
const INPUTS = [
  "bin",
  "src",
  "sql",
  "schemas",
  "test/rig",
  "test/standins",
  "package-lock.json",
  "pkg.config.json",
  "tsconfig.json",
];

/** A text that changes when any input does. */
export function hashInputs(): string {
  const hash = createHash("sha256");
  for (const input of INPUTS) {
    const path = join(projectFolder, input);
    for (const file of filesAt(path)) hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesAt(path: string): readonly string[] {
  if (/\.json$/.test(path)) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

export function isUpToDate(target: Target, inputs: string): boolean {
  const record = recordOf(target);
  return existsSync(executableOf(target)) && existsSync(record) && readFileSync(record, "utf8") === inputs;
}

export function recordBuild(target: Target, inputs: string): void {
  writeFileSync(recordOf(target), inputs);
}

function recordOf(target: Target): string {
  return join(workFolder, `${target}.inputs`);
}
