import type { ViewRow } from "./his.ts";

/** The view's columns in the order in which a reader needs them; input_data stands in the SQL above already. */
const columns = [
  "result_status",
  "status",
  "error_code",
  "infcode",
  "err_msg",
  "next_action",
  "response_data",
  "msgid",
  "attempt_count",
  "duration_ms",
  "result_id",
  "interface_code",
  "interface_class",
  "request_time",
  "response_time",
] as const;
const longest = 150;

/** A row as lines of name and value. */
export function rowLines(row: ViewRow): readonly string[] {
  return columns.map((name) => `${name.padEnd(16)}${textOf(row[name], name === "next_action" ? 1000 : longest)}`);
}

/** Members of response_data by name, as they stand there: the first of each name. */
export function highlightLines(row: ViewRow, names: readonly string[]): readonly string[] {
  return names.map((name) => {
    const member = new RegExp(`"${name}":("[^"]*"|[^,}\\]]*)`).exec(String(row.response_data));
    return `${name.padEnd(16)}${member?.[1] ?? "(missing)"}`;
  });
}

function textOf(value: unknown, most: number): string {
  if (value === null || value === undefined) return "NULL";
  if (value === "") return "(empty)";
  if (value instanceof Date) return value.toISOString().replace("T", " ").slice(0, 23);
  const text = String(value).replaceAll(/\s*\n\s*/g, " ");
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most).join("")}… (${characters.length} characters)`;
}

export function indent(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join("\n");
}
