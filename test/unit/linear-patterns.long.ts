import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { test } from "node:test";
import { faultsOf, literalsIn, readsOwnFiles, root } from "./patterns.ts";

test("the time of a regular expression that reads the program's own files grows with their length at most", () => {
  const patterns = globSync("{src,bin}/**/*.ts", { cwd: root }).filter(readsOwnFiles).flatMap(literalsIn);
  assert.ok(patterns.length > 20, `only ${patterns.length} were found`);
  assert.deepEqual(faultsOf(patterns), []);
});
