import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { skipWithoutServer } from "../rig/server.ts";
import { killAt } from "./kill/cell.ts";
import { type KillPoint, killPoints } from "./kill/kill-points.ts";
import { killTable } from "./kill/table.ts";
import { inParallel } from "./pool.ts";
import { openServerStages } from "./stage/server-stage.ts";
import { openStage } from "./stage/stand-in-stage.ts";

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const published = readFileSync(pathOf("kill-matrix.md"), "utf8");

test("a processor killed at any step leaves what can be rescued, and no settlement is sent again without a word", async () => {
  const cells = cellsOf(killPoints);
  const table = killTable(await inParallel(3, cells, ({ point, of }) => killAt(point, of, openStage)));
  mkdirSync(pathOf("../../dist"), { recursive: true });
  writeFileSync(pathOf("../../dist/kill-matrix.md"), table);
  assert.equal(table, published, "as published in kill-matrix.md");
});

test("a real server leaves the same", { skip: skipWithoutServer }, async (t) => {
  const stages = await openServerStages();
  t.after(() => stages.close());
  const cells = cellsOf(killPoints.filter(({ needsRefusal }) => !needsRefusal));
  const table = killTable(await inParallel(2, cells, ({ point, of }) => killAt(point, of, stages.open)));
  assert.deepEqual(
    wordsOf(table).filter((line) => !wordsOf(published).includes(line)),
    [],
  );
});

function cellsOf(points: readonly KillPoint[]) {
  return points.flatMap((point) => (["A", "B", "C"] as const).map((of) => ({ point, of })));
}

/** The lines without the padding, which depends on the longest. */
function wordsOf(table: string): readonly string[] {
  return table
    .split("\n")
    .slice(2)
    .map((line) => line.replaceAll(/ +/g, " "));
}
