import { test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { sourceProcessor } from "../rig/processor.ts";
import { rigFor } from "../rig/rig.ts";
import { assertEnded, success } from "./agreement.ts";

/** Something that holds the process until its hard deadline. */
const HOLD = "data:text/javascript,setInterval(() => {}, 1000)";

test("a process that is held until its deadline after it has printed a stored end keeps that end's exit code", async (t) => {
  const rig = await rigFor(t, {
    processor: { ...sourceProcessor, args: ["--import", HOLD, ...sourceProcessor.args] },
    configuration: { sdk: { timeout: 1 }, run: { deadline_seconds: 20 } },
  });
  const id = rig.insert("2207", settlement());
  await assertEnded(rig, id, await rig.run(id), "line", success);
});
