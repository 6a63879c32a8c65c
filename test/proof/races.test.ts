import { after, before, suite, test } from "node:test";
import { skipWithoutServer } from "../rig/server.ts";
import { raceAtTheEdge, raceForOne, raceForQueue, raceToRescue } from "./races.ts";
import { openServerStages, type ServerStages } from "./stage/server-stage.ts";
import type { Stage, StageOptions } from "./stage/stage.ts";
import { openStage } from "./stage/stand-in-stage.ts";

suite("races, with the stand-in as the database", () => races(openStage));

suite("races, with a real server as the database", { skip: skipWithoutServer }, () => {
  let stages: ServerStages;
  before(async () => {
    stages = await openServerStages();
  });
  after(() => stages.close());
  races((options) => stages.open(options));
});

function races(open: (options: StageOptions) => Promise<Stage>): void {
  const race = (title: string, run: (stage: Stage) => Promise<void>): void => {
    test(title, async (t) => {
      const stage = await open({ tls: false });
      t.after(() => stage.close());
      await run(stage);
    });
  };
  race("of 16 processors on one settlement one sends it", (stage) => raceForOne(stage, 16));
  race("8 workers send each settlement of a queue once", (stage) => raceForQueue(stage, 8, 100));
  race("two rescues end each request once", (stage) => raceToRescue(stage, 2, 6));
  race("a reply that comes with the end of its lease stands", raceAtTheEdge);
}
