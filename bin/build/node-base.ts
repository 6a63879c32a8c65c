import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  if (integrity !== pinned) throw new Error(`${specifier} has ${integrity}, package-lock.json wants ${pinned}`);
  extract({ file: archive, cwd: folder, sync: true });
  rmSync(archive);
}

function pinnedIntegrity(target: Target): string {
  const { packages } = readProjectFile("package-lock.json") as {
    packages: Readonly<Record<string, { readonly integrity?: string }>>;
  };
  const integrity = packages[`node_modules/node-${target}`]?.integrity;
  if (integrity === undefined) throw new Error(`package-lock.json pins no node-${target}`);
  return integrity;
}

/**
 * A home folder in which pkg finds every node that it would download: the names are those of its SEA cache, and an empty
 * `.ok` beside a file says that it is complete.
 */
export function homeForPkg(targets: readonly Target[]): string {
  const home = join(workFolder, "home");
  const cache = join(home, ".pkg-cache", "sea");
  rmSync(cache, { recursive: true, force: true });
  for (const target of targets) {
    const name = `node-v${nodeVersion()}-${target}`;
    const [archive, executable] =
      target === "win-x64" ? [`${name}.zip`, `${name}.exe`] : [`${name}.tar.gz`, join(name, "bin", "node")];
    mkdirSync(join(cache, dirname(executable)), { recursive: true });
    for (const file of [archive, `${archive}.ok`, `${executable}.ok`]) writeFileSync(join(cache, file), "");
    linkOrCopy(nodeBase(target), join(cache, executable));
  }
  return home;
}

function linkOrCopy(from: string, to: string): void {
  // Windows lets only administrators make links.
  if (process.platform === "win32") copyFileSync(from, to);
  else symlinkSync(from, to);
}
