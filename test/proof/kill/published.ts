import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KillPoint } from "./kill-points.ts";

/** The table of kill-matrix.md. */
export const published = readFileSync(join(import.meta.dirname, "../kill-matrix.md"), "utf8");

/** Each step, for each class. */
export function cellsOf(points: readonly KillPoint[]) {
  return points.flatMap((point) => (["A", "B", "C"] as const).map((of) => ({ point, of })));
}

/** What a part of the table says is what the published one says. */
export function assertPublished(table: string): void {
  const facts = factsOf(table);
  assert.ok(facts.length > 0);
  assert.deepEqual(
    facts.filter((fact) => !factsOf(published).includes(fact)),
    [],
  );
}

/** The lines, one for each class, without the padding, which depends on the longest. */
function factsOf(table: string): readonly string[] {
  const lines = table.trimEnd().split("\n").slice(2);
  return lines.flatMap((line) => {
    const [, step = "", classes = "", ...rest] = line.split("|").map((cell) => cell.trim());
    return classes.split(" ").map((each) => [step, each, ...rest].join(" | "));
  });
}
