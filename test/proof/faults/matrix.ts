import assert from "node:assert/strict";
import { inParallel } from "../pool.ts";
import { type Cell, runCell } from "./cell.ts";
import { finishFaults, otherFaults } from "./database-faults.ts";
import { insurerFaults } from "./insurer-faults.ts";

/** Most of a cell's time is waiting; more at once would measure this machine and not the processor. */
const AT_ONCE = 6;

const isHealthy = ({ name }: { readonly name: string }): boolean => name === "none";

/** Each fault of the insurer with each fault of the end; the other faults of the database with a healthy insurer. */
export const allCells: readonly Cell[] = [
  ...insurerFaults.flatMap((insurer) =>
    finishFaults.filter(({ lasts }) => insurer.isTypical || !lasts).map((database) => ({ insurer, database })),
  ),
  ...insurerFaults.filter(isHealthy).flatMap((insurer) => otherFaults.map((database) => ({ insurer, database }))),
];

/** Each fault alone, and the typical ones of the insurer with those of the end that pass. */
export const shortCells: readonly Cell[] = allCells.filter(
  ({ insurer, database }) =>
    isHealthy(insurer) || isHealthy(database) || (insurer.isTypical === true && !database.lasts),
);

/** In each cell the run ends in time, rightly, and keeps the reply. */
export async function runMatrix(cells: readonly Cell[]): Promise<void> {
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
}
