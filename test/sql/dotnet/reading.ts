import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Text } from "./text.ts";

/** What Program.cs is given: objects and statements are bound, scripts are only read. */
export interface Texts {
  readonly objects: readonly Text[];
  readonly statements: readonly Text[];
  readonly scripts: readonly Text[];
}

/** What it found: the faults by their kind, a line each. */
export interface Reading {
  readonly faults: Readonly<Record<string, readonly string[]>>;
  readonly objects: number;
}

const PROGRAM = join(import.meta.dirname, "../../../dist/dotnet/bin/Debug/net10.0/bind.dll");

const version = spawnSync("dotnet", ["--version"], { encoding: "utf8" }).stdout ?? "";

/** For the options of a test: false, or why it cannot run. */
export const skipWithoutDotnet = Number.parseInt(version, 10) >= 10 ? false : "there is no dotnet 10 here";

/** Reads the texts with Microsoft's parsers, model and rules; the program is built when it is older than its sources. */
export function readTexts(texts: Texts): Reading {
  if (isOlderThanItsSources(PROGRAM)) {
    execFileSync("dotnet", ["build", "--verbosity", "quiet", import.meta.dirname], { encoding: "utf8" });
  }
  const input = JSON.stringify(texts);
  return JSON.parse(execFileSync("dotnet", [PROGRAM], { input, encoding: "utf8", maxBuffer: 1e8 })) as Reading;
}

function isOlderThanItsSources(program: string): boolean {
  const builtAt = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return readdirSync(import.meta.dirname).some(
    (name) => /\.(?:cs|csproj|props)$/.test(name) && statSync(join(import.meta.dirname, name)).mtimeMs > builtAt,
  );
}
