import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { projectFolder } from "../../bin/build/executable/target.ts";

suite("the sources of a new clone", () => {
  const clone = mkdtempSync(join(tmpdir(), "medical-insurance-clone-"));
  const program = join(clone, "bin/processor.ts");
  before(() => {
    for (const part of ["bin", "src", "schemas", "package.json"])
      cpSync(join(projectFolder, part), join(clone, part), { recursive: true });
    symlinkSync(join(projectFolder, "node_modules"), join(clone, "node_modules"), "junction");
  });
  after(() => rmSync(clone, { recursive: true, force: true }));

  test("say their version before anything is compiled", () => {
    assert.equal(execFileSync(process.execPath, [program, "--version"], { encoding: "utf8" }), "0.1.0\n");
  });

  for (const command of [
    ["schema", "list"],
    ["schema", "show", "2201"],
  ]) {
    test(`say for ${command.join(" ")} that npm run validators comes first`, () => {
      const { status, stderr } = spawnSync(process.execPath, [program, ...command], { encoding: "utf8" });
      assert.notEqual(status, 0);
      assert.match(stderr, /^the schemas are not compiled yet: run npm run validators$/m);
    });
  }
});
