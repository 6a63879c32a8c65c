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

const ENVIRONMENT = { ...process.env, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };

/** For the options of a test: false, or why it cannot run. */
export const skipWithoutDotnet: false | string = whyNot();

/** Builds the program where it is older than its sources. */
function whyNot(): false | string {
  const { stdout } = spawnSync("dotnet", ["--version"], { encoding: "utf8", env: ENVIRONMENT });
  if (!(Number.parseInt(stdout ?? "", 10) >= 10)) return "there is no dotnet 10 here";
  if (!isOlderThanItsSources(PROGRAM)) return false;
  const words = ["build", "--verbosity", "quiet", import.meta.dirname];
  const built = spawnSync("dotnet", words, { encoding: "utf8", env: ENVIRONMENT });
  if (built.status === 0) return false;
  if (/\bNU1301\b/.test(built.stdout)) return "NuGet cannot be reached";
  throw new Error(built.stdout);
}

/** Reads the texts with Microsoft's parsers, model and rules. */
export function readTexts(texts: Texts): Reading {
  const options = { input: JSON.stringify(texts), encoding: "utf8", maxBuffer: 1e8, env: ENVIRONMENT } as const;
  return JSON.parse(execFileSync("dotnet", [PROGRAM], options)) as Reading;
}

function isOlderThanItsSources(program: string): boolean {
  const builtAt = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return readdirSync(import.meta.dirname).some(
    (name) => /\.(?:cs|csproj|props)$/.test(name) && statSync(join(import.meta.dirname, name)).mtimeMs > builtAt,
  );
}
