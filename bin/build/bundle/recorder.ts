import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CODE_ENDING, launchProgram, RECORD_VARIABLE } from "./launch.ts";

/**
 * Runs instead of main.ts while the build warms the program up. It writes the code cache of every script that has run, and
 * starts with the code cache that the runs before it wrote, so that each run adds to it.
 */
const folder = process.env[RECORD_VARIABLE] ?? ".";
const fileOf = (name: string): string => join(folder, name + CODE_ENDING);

const scripts = launchProgram((name) => (existsSync(fileOf(name)) ? readFileSync(fileOf(name)) : undefined));
process.on("exit", () => {
  for (const [name, { script }] of scripts) writeFileSync(fileOf(name), script.createCachedData());
});
