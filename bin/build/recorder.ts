import { writeFileSync } from "node:fs";
import { launchProgram } from "./launch.ts";

/** Takes the place of main.ts while the build warms the program up: leaves V8's code of all that has run. */
export const RECORD_VARIABLE = "PROCESSOR_BUILD_RECORD";

const script = launchProgram();
process.on("exit", () => {
  const file = process.env[RECORD_VARIABLE];
  if (file !== undefined) writeFileSync(file, script.createCachedData());
});
