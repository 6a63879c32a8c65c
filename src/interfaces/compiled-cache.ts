import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../version.ts";
import { readAsset } from "./asset.ts";
import type { OwnFiles } from "./own-files.ts";

/**
 * A hospital's compiled schemas are kept in `compiled/` in the folder of the schemas, so that a run need not compile. Each begins
 * with the key of what it was made of and the checksum of its text; with another key or checksum it is compiled again.
 */
const FOLDER = "compiled";

/** Changes with the files, with the program's version and with the built-in schemas, over which differences are written. */
export function keyOf({ infno, profile, schema, common }: OwnFiles): string {
  const parts: (string | Buffer)[] = [VERSION, readAsset("built-from.txt") ?? "", infno, profile, schema];
  for (const [name, bytes] of common) parts.push(name, bytes);
  return checksumOf(...parts.map((part) => checksumOf(part)));
}

export function readCompiled(folder: string, infno: string, key: string): string | undefined {
  try {
    const kept = readFileSync(pathOf(folder, infno), "utf8");
    const end = kept.indexOf("\n") + 1;
    const text = kept.slice(end);
    return kept.slice(0, end) === headOf(key, text) ? text : undefined;
  } catch {
    // Nothing is kept, or this account may not read it.
    return undefined;
  }
}

/** Writes in one step. An account that may not write here compiles in each run. */
export function keepCompiled(folder: string, infno: string, key: string, text: string): void {
  const path = pathOf(folder, infno);
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(join(folder, FOLDER), { recursive: true });
    writeFileSync(temporary, headOf(key, text) + text, { flag: "wx" });
    renameSync(temporary, path);
  } catch {
    removeQuietly(temporary);
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What may not be written may not be removed either.
  }
}

function pathOf(folder: string, infno: string): string {
  return join(folder, FOLDER, `${infno}.js`);
}

function headOf(key: string, text: string): string {
  return `// ${key} ${checksumOf(text)}\n`;
}

function checksumOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
