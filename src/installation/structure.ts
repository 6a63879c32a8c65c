import { DATABASE_SCRIPTS, readScript } from "./scripts.ts";

/**
 * What tables are made of: each column, key, check, default and index by its name, with a text that says how it is. Keys and
 * defaults have no name of their own here, because the original design let the server name them.
 */
export type Structure = ReadonlyMap<string, string>;

/** The structure that the scripts make. */
export function expectedStructure(): Structure {
  const structure = new Map<string, string>();
  for (const script of DATABASE_SCRIPTS) {
    for (const statement of withoutComments(readScript(script)).split(";")) readStatement(structure, statement);
  }
  return structure;
}

function withoutComments(script: string): string {
  const [first = "", ...others] = script.split("/*");
  const text = [first, ...others.map((part) => part.slice(part.indexOf("*/") + 2))].join("");
  return text
    .split("\n")
    .map((line) => line.split("--", 1)[0])
    .join("\n");
}

const CREATE_TABLE = /^CREATE TABLE dbo\.(\w+) \(/;
const ADD_TO_TABLE = /^ALTER TABLE dbo\.(\w+)(?: WITH NOCHECK)? ADD\s/;
const CREATE_INDEX = /^CREATE (UNIQUE )?INDEX (\w+)\s+ON dbo\.(\w+) \(([^)]*)\)(?: INCLUDE \(([^)]*)\))?$/;

/** Reads what a statement makes; BEGIN or a condition may be before it. */
function readStatement(structure: Map<string, string>, statement: string): void {
  const from = (words: string): string => {
    const at = statement.indexOf(words);
    return at < 0 ? "" : statement.slice(at).trim();
  };
  for (const [text, start] of [
    [from("CREATE TABLE dbo.").slice(0, -1), CREATE_TABLE],
    [from("ALTER TABLE dbo."), ADD_TO_TABLE],
  ] as const) {
    const [words, table = ""] = start.exec(text) ?? [];
    if (words === undefined) continue;
    for (const element of splitElements(text.slice(words.length))) readElement(structure, table, element);
  }
  for (const text of [from("CREATE INDEX "), from("CREATE UNIQUE INDEX ")]) {
    const [, unique, name = "", table = "", columns = "", included = ""] = CREATE_INDEX.exec(text) ?? [];
    if (name === "") continue;
    structure.set(`index ${table}.${name}`, indexText(unique !== undefined, namesIn(columns), namesIn(included)));
  }
}

/** Splits at the commas that are not in parentheses. */
function splitElements(elements: string): readonly string[] {
  let depth = 0;
  const parts = [""];
  for (const character of elements) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts.push((parts.pop() ?? "") + character);
  }
  return parts.map((part) => part.trim().replaceAll(/\s+/g, " "));
}

const COLUMN =
  /^([a-z]\w*) (\w+(?:\([^)]*\))?)( IDENTITY\(1, 1\))? (NOT NULL|NULL)(?: CONSTRAINT \w+ DEFAULT \((.*)\))?$/;
const CONSTRAINT = /^CONSTRAINT (\w+) (PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK|DEFAULT)(?: CLUSTERED)? \((.*)\)$/;

function readElement(structure: Map<string, string>, table: string, element: string): void {
  const column = COLUMN.exec(element);
  if (column !== null) {
    const [, name = "", type = "", identity = "", nullable = "", value] = column;
    structure.set(`column ${table}.${name}`, `${type}${identity === "" ? "" : " IDENTITY"} ${nullable}`);
    if (value !== undefined) structure.set(`default ${table}.${name}`, defaultText(value));
    return;
  }
  const constraint = CONSTRAINT.exec(element.replace(/ FOR (\w+)$/, ""));
  if (constraint === null) throw new Error(`a part of ${table} that is not understood: ${element}`);
  const [, name = "", kind = "", inside = ""] = constraint;
  if (kind === "CHECK") structure.set(`check ${table}.${name}`, wordsOf(inside));
  if (kind === "PRIMARY KEY" || kind === "UNIQUE")
    structure.set(`key ${table} ${kind} (${namesIn(inside).join(", ")})`, "");
  if (kind === "FOREIGN KEY") {
    const [, from = "", to = "", key = ""] = /^(\w+)\) REFERENCES dbo\.(\w+) \((\w+)$/.exec(inside) ?? [];
    structure.set(`key ${table} FOREIGN KEY (${from}) REFERENCES ${to} (${key})`, "");
  }
  if (kind === "DEFAULT") structure.set(`default ${table}.${/ FOR (\w+)$/.exec(element)?.[1]}`, defaultText(inside));
}

function namesIn(list: string): readonly string[] {
  return list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
}

export function indexText(isUnique: boolean, columns: readonly string[], included: readonly string[]): string {
  const include = included.length === 0 ? "" : ` INCLUDE (${included.join(", ")})`;
  return `${isUnique ? "UNIQUE " : ""}(${columns.join(", ")})${include}`;
}

/** A condition as the sorted list of its names and values: SQL Server writes IN as OR, in another order and with brackets. */
export function wordsOf(condition: string): string {
  const words = condition.match(/'[^']*'|\w+/g) ?? [];
  const meaningful = words.filter((word) => !/^(?:in|or|and)$/i.test(word)).map((word) => word.toLowerCase());
  return [...new Set(meaningful)].sort().join(" ");
}

/** SQL Server writes (0) as ((0)), and SYSDATETIME() as (sysdatetime()). */
export function defaultText(definition: string): string {
  let text = definition;
  while (text.startsWith("(") && text.endsWith(")")) text = text.slice(1, -1);
  return text.startsWith("'") ? text : text.toLowerCase();
}
