import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { killAt } from "./kill/cell.ts";
import { killPoints } from "./kill/kill-points.ts";
import { cellsOf, published } from "./kill/published.ts";
import { killTable } from "./kill/table.ts";
import { inParallel } from "./pool.ts";
import { openStage } from "./stage/stand-in-stage.ts";

test("a processor killed at any step leaves what can be rescued, and no settlement is sent again without a word", async () => {
  const table = killTable(await inParallel(3, cellsOf(killPoints), ({ point, of }) => killAt(point, of, openStage)));
  const folder = join(import.meta.dirname, "../../dist");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "kill-matrix.md"), table);
  assert.equal(table, published, "as published in kill-matrix.md");
});
