import { DATABASE_SCRIPTS, readScript } from "./scripts.ts";

/** A view or procedure, and its text as shipped. */
export interface Module {
  readonly name: string;
  readonly definition: string;
}

export interface Grant {
  readonly permission: string;
  readonly object: string;
  readonly role: string;
}

/** What an installed database holds, read from the scripts that make it. */
export interface Expectation {
  /** Columns in their order, by table. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
  readonly indexes: readonly string[];
  readonly sequences: readonly string[];
  readonly grants: readonly Grant[];
}

export function readExpectation(): Expectation {
  const text = DATABASE_SCRIPTS.map(readScript).join("\n");
  const tables = new Map<string, readonly string[]>();
  for (const statement of text.split("CREATE TABLE dbo.").slice(1)) {
    const [table = "", ...lines] = (statement.split("\n    );", 1)[0] ?? "").split("\n");
    tables.set(table.replace(" (", ""), lines.flatMap(columnOf));
  }
  for (const [, table = "", column = ""] of text.matchAll(/ALTER TABLE dbo\.(\w+) ADD (\w+)/g)) {
    if (column !== "CONSTRAINT") tables.set(table, [...(tables.get(table) ?? []), column]);
  }
  return {
    tables,
    indexes: [...text.matchAll(/CREATE INDEX (\w+)/g)].map(([, name = ""]) => name),
    sequences: [...text.matchAll(/CREATE SEQUENCE dbo\.(\w+)/g)].map(([, name = ""]) => name),
    grants: [...text.matchAll(/^GRANT (\w+) ON dbo\.(\w+) TO (\w+);$/gm)].map(
      ([, permission = "", object = "", role = ""]) => ({ permission, object, role }),
    ),
  };
}

/** Columns are the lines of a CREATE TABLE that are indented by one level and begin in lower case; constraints begin in capitals. */
function columnOf(line: string): readonly string[] {
  const column = /^ {8}([a-z]\w*) /.exec(line)?.[1];
  return column === undefined ? [] : [column];
}

const HEAD = /CREATE(?:\s+OR\s+ALTER)?\s+(PROCEDURE|VIEW)\s+dbo\.(\w+)/i;

/** The module that a batch makes; null when it makes none. */
export function moduleOf(batch: string): Module | null {
  const name = HEAD.exec(batch)?.[2];
  return name === undefined ? null : { name, definition: normalised(batch) };
}

/** SQL Server keeps a module's text, but writes CREATE where CREATE OR ALTER stood. */
export function normalised(definition: string): string {
  return definition
    .replace(HEAD, (_, kind: string, name: string) => `CREATE ${kind.toUpperCase()} dbo.${name}`)
    .replaceAll("\r\n", "\n")
    .trim();
}
