import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { parse } from "@babel/parser";
import { checkSync } from "recheck";
import { decimalPattern } from "../../src/interfaces/generation/decimal.ts";

/** A regular expression of the program, and where it is. */
interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

const root = join(import.meta.dirname, "../..");
const LONGEST_CHECK_MS = 60_000;

/** Every regular expression literal of a source file. */
function literalsIn(file: string): Pattern[] {
  const text = readFileSync(join(root, file), "utf8");
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  return nodesIn(program).flatMap(({ type, pattern, flags }) =>
    type === "RegExpLiteral" ? [{ source: String(pattern), flags: String(flags), file }] : [],
  );
}

/** Every `pattern` of a JSON schema; ajv compiles it with the flag u. */
function patternsIn(file: string): Pattern[] {
  const schema: unknown = JSON.parse(readFileSync(join(root, file), "utf8"));
  return nodesIn(schema).flatMap(({ pattern }) =>
    typeof pattern === "string" ? [{ source: pattern, flags: "u", file }] : [],
  );
}

function nodesIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(nodesIn);
  return Array.isArray(value) ? below : [value as Record<string, unknown>, ...below];
}

/**
 * Null when a matcher that backtracks needs time that grows with the length of the text at most. The automaton proves it;
 * what it cannot prove (look-ahead, look-behind, back reference) is a fault as well.
 */
function faultOf({ source, flags, file }: Pattern): string | null {
  const checked = checkSync(source, flags, { checker: "automaton", timeout: LONGEST_CHECK_MS });
  if (checked.status === "safe") return null;
  const cause = checked.status === "vulnerable" ? checked.complexity.type : checked.error.kind;
  return `${file}: /${source}/${flags} ${cause}`;
}

function faultsOf(patterns: readonly Pattern[]): readonly string[] {
  const unique = new Map(patterns.map((pattern) => [`${pattern.flags} ${pattern.source}`, pattern]));
  return [...unique.values()].map(faultOf).filter((fault) => fault !== null);
}

suite("the time of a regular expression grows with the length of its text at most", () => {
  test("of each literal in the program", () => {
    const patterns = globSync("{src,bin}/**/*.ts", { cwd: root }).flatMap(literalsIn);
    assert.ok(patterns.length > 20, `only ${patterns.length} were found`);
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
