import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { outputFolder, projectFolder } from "../../bin/build/executable/target.ts";

const SOURCES = ["bin", "src", "sql", "schemas", "test/rig", "test/standins", "package.json", "package-lock.json"];
const SETTINGS = ["pkg.config.json", "tsconfig.json"];

/** The checksum of the payload that a clean build of these sources makes in this folder. */
function buildIn(folder: string): string {
  for (const source of [...SOURCES, ...SETTINGS])
    cpSync(join(projectFolder, source), join(folder, source), { recursive: true });
  // Links, because a copy of all packages takes long; a link to the whole folder would show in the paths.
  execFileSync("cp", ["-al", join(projectFolder, "node_modules"), join(folder, "node_modules")]);
  for (const args of [["bin/build/validators.ts"], ["bin/build/build.ts", "--payload"]])
    execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" });
  return readFileSync(join(folder, "dist/payload.sha256"), "utf8");
}

test("a clean build in another folder gives the payload with the published checksum", {
  skip: process.platform === "win32" ? "needs cp" : false,
}, (context) => {
  const published = readFileSync(join(outputFolder, "payload.sha256"), "utf8");
  assert.match(published, /^[0-9a-f]{64} {2}payload\.blob\n$/);
  const folder = mkdtempSync(join(tmpdir(), "medical-insurance-build-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  assert.equal(buildIn(folder), published);
});
