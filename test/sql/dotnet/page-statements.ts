import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, type Text } from "./text.ts";

const FOLDERS_OF_OTHERS = /^(?:node_modules|dist|\.git)\b/;
const BLOCK = /```sql\n([\s\S]*?)```/g;
/** SQL in a line of text; with … or a | it is a pattern and not a statement. */
const IN_A_LINE = /`((?:EXEC|SELECT|ALTER ROLE|ALTER DATABASE|GRANT|DECLARE|SET|UPDATE|DELETE|BACKUP) [^`…|]*)`/g;

/** The SQL of all pages, as a reader copies it. */
export function pageStatements(): readonly Text[] {
  const pages = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".md") && !FOLDERS_OF_OTHERS.test(path),
  );
  return pages.flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    const blocks = [...text.matchAll(BLOCK)].map(([, sql = ""]) => sql);
    const lines = [...text.replaceAll(/```[\s\S]*?```/g, "").matchAll(IN_A_LINE)].map(([, sql = ""]) => withEnd(sql));
    return [...blocks, ...lines].map((sql, index) => ({ name: `${page} ${index + 1}`, sql }));
  });
}

/** In a sentence the semicolon may be missing. */
function withEnd(sql: string): string {
  return sql.endsWith(";") ? sql : `${sql};`;
}
