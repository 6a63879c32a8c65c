import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CODE_ENDING, launchProgram } from "./launch.ts";

/** Names the folder that takes what recorder.ts leaves. */
export const RECORD_VARIABLE = "PROCESSOR_BUILD_RECORD";

/** Takes the place of main.ts while the build warms the program up: leaves V8's code of every script that has run. */
const scripts = launchProgram();
process.on("exit", () => {
  const folder = process.env[RECORD_VARIABLE];
  if (folder === undefined) return;
  for (const [name, { script }] of scripts) writeFileSync(join(folder, name + CODE_ENDING), script.createCachedData());
});
