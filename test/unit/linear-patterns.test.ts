import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { suite, test } from "node:test";
import { decimalPattern } from "../../src/interfaces/generation/decimal.ts";
import { faultOf, faultsOf, literalsIn, patternsIn, patternsMadeIn, readsOwnFiles, root } from "./patterns.ts";

suite("the time of a regular expression grows with the length of its text at most", () => {
  test("of each literal that reads a text from outside", () => {
    const files = globSync("src/**/*.ts", { cwd: root }).filter((file) => !readsOwnFiles(file));
    const patterns = files.flatMap(literalsIn);
    assert.ok(patterns.length > 20, `only ${patterns.length} were found`);
    assert.deepEqual(faultsOf(patterns), []);
  });

  test("of each that is made of a text, which is escaped", () => {
    const files = globSync("src/**/*.ts", { cwd: root }).filter((file) => !readsOwnFiles(file));
    const patterns = files.flatMap(patternsMadeIn);
    assert.deepEqual(patterns.map(({ source }) => source).sort(), ["^a-\\d{4}-\\d{2}-\\d{2}a$", "a"]);
    assert.deepEqual(faultsOf(patterns), []);
  });

  test("of each pattern in the schemas", () => {
    const patterns = globSync(["schemas/**/*.json", "src/**/*.json"], { cwd: root }).flatMap(patternsIn);
    assert.ok(patterns.length > 5, `only ${patterns.length} were found`);
    assert.deepEqual(faultsOf(patterns), []);
  });

  for (const bounds of [
    {},
    { precision: 16, scale: 2 },
    { precision: 16, scale: 6 },
    { precision: 4, positive: true },
  ]) {
    test(`of the number ${JSON.stringify(bounds)}`, () => {
      assert.equal(faultOf({ source: decimalPattern(bounds), flags: "", file: "decimal" }), null);
    });
  }

  for (const [source, flags] of [
    ["[!！.。]+$", ""],
    ["^(a+)+$", ""],
    ["^(?!.*\\d{4})\\w+$", ""],
  ] as const) {
    test(`/${source}/${flags} would be found`, () => {
      assert.notEqual(faultOf({ source, flags, file: "" }), null);
    });
  }
});
