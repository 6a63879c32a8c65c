import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { killAt } from "./kill/cell.ts";
import { killPoints } from "./kill/kill-points.ts";
import { openStage } from "./kill/stage.ts";
import { killTable } from "./kill/table.ts";
import { inParallel } from "./pool.ts";

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

test("a processor killed at any step leaves what can be rescued, and no settlement is sent again without a word", async () => {
  const cells = killPoints.flatMap((point) => (["A", "B", "C"] as const).map((of) => ({ point, of })));
  const table = killTable(await inParallel(3, cells, ({ point, of }) => killAt(point, of, openStage)));
  mkdirSync(pathOf("../../dist"), { recursive: true });
  writeFileSync(pathOf("../../dist/kill-matrix.md"), table);
  assert.equal(table, readFileSync(pathOf("kill-matrix.md"), "utf8"), "as published in the README");
});
