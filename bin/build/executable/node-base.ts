import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { extract } from "tar";
import { nodeVersion, projectFolder, readProjectFile, type Target, workFolder } from "./target.ts";

/**
 * The node executable that a target's own executable is made of. npm has installed this machine's; the other one is taken from
 * the registry, or from npm's cache, in the version and with the checksum that package-lock.json pins.
 */
export function nodeBase(target: Target): string {
  const inPackage = target === "win-x64" ? "bin/node.exe" : "bin/node";
  const installed = join(projectFolder, "node_modules", `node-${target}`, inPackage);
  if (existsSync(installed)) return installed;
  const folder = join(workFolder, `node-${target}-${nodeVersion()}`);
  const file = join(folder, "package", inPackage);
  if (!existsSync(file)) unpackVerified(target, folder);
  return file;
}

function unpackVerified(target: Target, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const specifier = `node-${target}@${nodeVersion()}`;
  const command = ["pack", specifier, "--prefer-offline", "--silent", "--ignore-scripts", "--pack-destination", folder];
  execFileSync("npm", command, { stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" });
  const archive = join(folder, `node-${target}-${nodeVersion()}.tgz`);
  const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  const pinned = pinnedIntegrity(target);
  if (integrity !== pinned) throw new Error(`${specifier} has ${integrity}, package-lock.json has ${pinned}`);
  extract({ file: archive, cwd: folder, sync: true });
  rmSync(archive);
}

function pinnedIntegrity(target: Target): string {
  const { packages } = readProjectFile("package-lock.json") as {
    packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const integrity = packages[`node_modules/node-${target}`]?.integrity;
  if (integrity === undefined) throw new Error(`package-lock.json does not pin node-${target}`);
  return integrity;
}
