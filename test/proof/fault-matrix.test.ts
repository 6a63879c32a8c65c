import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cell, runCell } from "./faults/cell.ts";
import { finishFaults, otherFaults } from "./faults/database-faults.ts";
import { insurerFaults } from "./faults/insurer-faults.ts";
import { inParallel } from "./pool.ts";

/** Most of a cell's time is waiting; more at once would measure this machine and not the processor. */
const AT_ONCE = 6;

const healthy = insurerFaults.filter(({ name }) => name === "none");

test("whatever fails at the insurer, at the database or at both, the run ends in time, rightly, and keeps the reply", async () => {
  const cells: readonly Cell[] = [
    ...insurerFaults.flatMap((insurer) =>
      finishFaults.filter(({ lasts }) => insurer.isTypical || !lasts).map((database) => ({ insurer, database })),
    ),
    ...healthy.flatMap((insurer) => otherFaults.map((database) => ({ insurer, database }))),
  ];
  const wrong = await inParallel(AT_ONCE, cells, async (cell) => {
    try {
      await runCell(cell);
      return [];
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      return [`insurer: ${cell.insurer.name}; database: ${cell.database.name}: ${error.message}`];
    }
  });
  assert.deepEqual(wrong.flat(), []);
});
