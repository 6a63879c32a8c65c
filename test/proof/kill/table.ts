import type { Cell } from "./cell.ts";

const HEAD = ["killed", "class", "sendings", "row; attempts", "after rescue", "replay", "replay --confirm"];

/** The kill matrix as Markdown; classes that fare alike share a line. */
export function killTable(cells: readonly Cell[]): string {
  const lines = new Map<string, { classes: string[]; cell: Cell }>();
  for (const cell of cells) {
    const key = JSON.stringify({ ...cell, of: "" });
    const line = lines.get(key);
    if (line === undefined) lines.set(key, { classes: [cell.of], cell });
    else line.classes.push(cell.of);
  }
  const rows = [...lines.values()].map(({ classes, cell }) => [
    cell.step,
    classes.join(" "),
    String(cell.sendings),
    cell.atDeath,
    cell.afterRescue,
    cell.replay,
    cell.confirmed,
  ]);
  return markdownTable([HEAD, ...rows]);
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const [head = [], ...others] = rows;
  return `${[head, widths.map((width) => "-".repeat(width)), ...others].map(line).join("\n")}\n`;
}
