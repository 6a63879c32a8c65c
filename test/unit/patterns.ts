import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@babel/parser";
import { checkSync } from "recheck";

/** A regular expression of the program, and where it is. */
interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

export const root = join(import.meta.dirname, "../..");
const LONGEST_CHECK_MS = 60_000;

/** The nodes of each source file's syntax tree. */
const trees = new Map<string, readonly Record<string, unknown>[]>();

function treeOf(file: string): readonly Record<string, unknown>[] {
  const known = trees.get(file);
  if (known !== undefined) return known;
  const text = readFileSync(join(root, file), "utf8");
  const nodes = nodesIn(parse(text, { sourceType: "module", plugins: ["typescript"] }).program);
  trees.set(file, nodes);
  return nodes;
}

/** Every regular expression literal of a source file. */
export function literalsIn(file: string): Pattern[] {
  return treeOf(file).flatMap(({ type, pattern, flags }) =>
    type === "RegExpLiteral" ? [{ source: String(pattern), flags: String(flags), file }] : [],
  );
}

/**
 * Every pattern that a source file makes while it runs, an escaped text in it as a letter.
 * @throws when it is made of a text that is not escaped, which may be any pattern
 */
export function patternsMadeIn(file: string): Pattern[] {
  return treeOf(file).flatMap(({ type, callee, arguments: given }) => {
    const isMade = (type === "NewExpression" || type === "CallExpression") && nameOf(callee) === "RegExp";
    return isMade ? [{ source: sourceOf(nodesIn(given)[0], file), flags: "", file }] : [];
  });
}

function sourceOf(node: Record<string, unknown> | undefined, file: string): string {
  if (node?.type === "CallExpression" && memberOf(node.callee) === "RegExp.escape") return "a";
  if (node?.type !== "TemplateLiteral") throw new Error(`${file} makes a pattern of a text that is not escaped`);
  const { quasis, expressions } = node as { quasis: { value: { cooked: string } }[]; expressions: object[] };
  const escaped = expressions.map((each) => sourceOf(nodesIn(each)[0], file));
  return quasis.map(({ value }, index) => value.cooked + (escaped[index] ?? "")).join("");
}

function nameOf(node: unknown): unknown {
  return Object(node).name;
}

function memberOf(node: unknown): string {
  const { object, property } = Object(node);
  return `${nameOf(object)}.${nameOf(property)}`;
}

/** These read only files of the program itself; their patterns, which take long to judge, have a test of their own. */
export function readsOwnFiles(file: string): boolean {
  return /^(?:bin|src\/interfaces\/generation)\//.test(file) || OWN_SQL.has(file);
}

const OWN_SQL: ReadonlySet<string> = new Set([
  "src/installation/expectation.ts",
  "src/installation/scripts.ts",
  "src/installation/structure.ts",
]);

/** Every `pattern` of a JSON schema; ajv compiles it with the flag u. */
export function patternsIn(file: string): Pattern[] {
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
export function faultOf({ source, flags, file }: Pattern): string | null {
  const checked = checkSync(source, flags, { checker: "automaton", timeout: LONGEST_CHECK_MS });
  if (checked.status === "safe") return null;
  const cause = checked.status === "vulnerable" ? checked.complexity.type : checked.error.kind;
  return `${file}: /${source}/${flags} ${cause}`;
}

export function faultsOf(patterns: readonly Pattern[]): readonly string[] {
  const unique = new Map(patterns.map((pattern) => [`${pattern.flags} ${pattern.source}`, pattern]));
  return [...unique.values()].map(faultOf).filter((fault) => fault !== null);
}
