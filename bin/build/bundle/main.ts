import { getAssetKeys, getRawAsset } from "node:sea";
import { CODE_ENDING, launchProgram, PROGRAM_FOLDER } from "./launch.ts";

/** What Node runs first in the executable. */
const keys = new Set(getAssetKeys());
launchProgram((name) => {
  const key = PROGRAM_FOLDER + name + CODE_ENDING;
  return keys.has(key) ? Buffer.from(getRawAsset(key)) : undefined;
});
