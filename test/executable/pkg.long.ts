import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, suite, test } from "node:test";
import { nodeBase } from "../../bin/build/executable/node-base.ts";
import { nodeVersion, projectFolder, type Target, targetOfThisMachine } from "../../bin/build/executable/target.ts";
import { rigFor } from "../rig/rig.ts";

const target = targetOfThisMachine();
const folder = mkdtempSync(join(tmpdir(), "pkg-"));
const executable = join(folder, target === "win-x64" ? "processor.exe" : "processor");

suite("pkg pkg.config.json", {
  skip: target === null ? "pkg.config.json has no target for this machine" : false,
}, () => {
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("makes an executable that carries out a request", async (t) => {
    if (target !== null) runPkg(target);
    const rig = await rigFor(t, { processor: { command: executable, args: [] } });
    const version = await rig.run("--version");
    assert.deepEqual([version.code, version.stdout], [0, "0.1.0\n"]);
    const job = await rig.run(rig.insert("1101", { psn_no: "43000000000000000001" }));
    assert.deepEqual([job.code, rig.request(1).status], [0, "COMPLETED"]);
  });
});

function runPkg(target: Target): void {
  const pkg = join(projectFolder, "node_modules/@yao-pkg/pkg/lib-es5/bin.js");
  const home = writeHome(target);
  const args = [pkg, "pkg.config.json", "--targets", `node${nodeVersion()}-${target}`, "--output", executable];
  const env = { ...process.env, HOME: home, USERPROFILE: home };
  execFileSync(process.execPath, args, { cwd: projectFolder, stdio: ["ignore", "pipe", "pipe"], env });
}

/** A home folder whose cache has the Node that pkg would download; an empty `.ok` says that a file is complete. */
function writeHome(target: Target): string {
  const home = join(folder, "home");
  const cache = join(home, ".pkg-cache", "sea");
  const name = `node-v${nodeVersion()}-${target}`;
  const [archive, node] =
    target === "win-x64" ? [`${name}.zip`, `${name}.exe`] : [`${name}.tar.gz`, join(name, "bin", "node")];
  mkdirSync(join(cache, dirname(node)), { recursive: true });
  for (const file of [archive, `${archive}.ok`, `${node}.ok`]) writeFileSync(join(cache, file), "");
  linkOrCopy(nodeBase(target), join(cache, node));
  return home;
}

function linkOrCopy(from: string, to: string): void {
  // Windows lets only administrators make links.
  if (process.platform === "win32") copyFileSync(from, to);
  else symlinkSync(from, to);
}
