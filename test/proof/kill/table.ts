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
  const rows = [...lines.values()].map(({ classes, cell }) =>
    rowOf([
      cell.step,
      classes.join(" "),
      String(cell.sendings),
      cell.atDeath,
      cell.afterRescue,
      cell.replay,
      cell.confirmed,
    ]),
  );
  return `${[rowOf(HEAD), rowOf(HEAD.map(() => "---")), ...rows].join("\n")}\n`;
}

function rowOf(columns: readonly string[]): string {
  return `| ${columns.join(" | ")} |`;
}
