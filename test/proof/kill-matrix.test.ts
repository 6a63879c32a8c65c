import { test } from "node:test";
import { skipWithoutServer } from "../rig/server.ts";
import { killAt } from "./kill/cell.ts";
import { killPoints } from "./kill/kill-points.ts";
import { assertPublished, cellsOf } from "./kill/published.ts";
import { killTable } from "./kill/table.ts";
import { inParallel } from "./pool.ts";
import { openServerStages } from "./stage/server-stage.ts";
import { openStage } from "./stage/stand-in-stage.ts";

test("a settlement whose processor is killed at any step can be rescued, and is not sent again without a word", async () => {
  const cells = killPoints.map((point) => ({ point, of: "C" }) as const);
  assertPublished(killTable(await inParallel(3, cells, ({ point, of }) => killAt(point, of, openStage))));
});

test("a real server leaves the same", { skip: skipWithoutServer }, async (t) => {
  const stages = await openServerStages();
  t.after(() => stages.close());
  const cells = cellsOf(killPoints.filter(({ needsRefusal }) => !needsRefusal));
  const table = killTable(await inParallel(2, cells, ({ point, of }) => killAt(point, of, stages.open)));
  assertPublished(table);
});
