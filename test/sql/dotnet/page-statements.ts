import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, type Text } from "./text.ts";

const FOLDERS = ["bin", "schemas", "sql", "src", "test"];
const BLOCK = /```sql\n([\s\S]*?)```/g;
/** SQL in a line of a page; with … or a | it is a pattern and not a statement. */
const IN_A_LINE = /`((?:EXEC|SELECT|ALTER ROLE|ALTER DATABASE|GRANT|DECLARE|SET|UPDATE|DELETE|BACKUP) [^`…|]*)`/g;
const IN_A_TEXT_FILE = /(?:EXEC|ALTER ROLE) [^;…\n]*;/g;
/** What the program advises. */
const IN_A_MESSAGE = /(?:EXEC|SELECT \* FROM) dbo\.(?:sp|v)_\w+/g;

/** The SQL of all pages and messages, as a reader copies it. */
export function pageStatements(): readonly Text[] {
  return filesOf(FOLDERS).flatMap((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return statementsIn(path, text).map((sql, index) => ({ name: `${path} ${index + 1}`, sql }));
  });
}

function filesOf(folders: readonly string[]): readonly string[] {
  const below = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  );
  return [...readdirSync(ROOT), ...below].filter((path) => /\.(?:md|txt)$|^src\/.*\.ts$/.test(path));
}

function statementsIn(path: string, text: string): readonly string[] {
  if (path.endsWith(".ts")) return all(IN_A_MESSAGE, text).map(withEnd);
  if (path.endsWith(".txt")) return all(IN_A_TEXT_FILE, text);
  return [...all(BLOCK, text), ...all(IN_A_LINE, text.replaceAll(/```[\s\S]*?```/g, "")).map(withEnd)];
}

/** What a pattern's first group finds, or the pattern itself. */
function all(pattern: RegExp, text: string): readonly string[] {
  return [...text.matchAll(pattern)].map(([whole, group]) => group ?? whole);
}

/** In a sentence the semicolon may be missing. */
function withEnd(sql: string): string {
  return sql.endsWith(";") ? sql : `${sql};`;
}
