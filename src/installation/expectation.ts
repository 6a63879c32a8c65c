import { DATABASE_SCRIPTS, readScript } from "./scripts.ts";

/** A view, procedure or function, and its text as shipped. */
export interface Module {
  readonly name: string;
  readonly definition: string;
}

export interface Grant {
  readonly permission: string;
  readonly object: string;
  readonly role: string;
}

/** What an installed database holds beside its tables and modules, read from the scripts that make it. */
export interface Expectation {
  readonly sequences: readonly string[];
  readonly grants: readonly Grant[];
}

export function readExpectation(): Expectation {
  const text = DATABASE_SCRIPTS.map(readScript).join("\n");
  return {
    sequences: [...text.matchAll(/CREATE SEQUENCE dbo\.(\w+)/g)].map(([, name = ""]) => name),
    grants: [...text.matchAll(/^GRANT (\w+) ON dbo\.(\w+) TO (\w+);$/gm)].map(
      ([, permission = "", object = "", role = ""]) => ({ permission, object, role }),
    ),
  };
}

const HEAD = /CREATE(?:\s+OR\s+ALTER)?\s+(FUNCTION|PROCEDURE|VIEW)\s+dbo\.(\w+)/i;

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
