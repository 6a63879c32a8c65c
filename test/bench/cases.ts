import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeExecutable } from "../../bin/build/executable.ts";
import { nodeBase } from "../../bin/build/node-base.ts";
import { targetOfThisMachine, workFolder } from "../../bin/build/target.ts";
import { builtProcessor, type ProcessorCommand, sourceProcessor } from "../rig/processor.ts";
import { openRig, type Rig } from "../rig/rig.ts";
import type { Case } from "./measure.ts";
import { largeReply } from "./memory.ts";

const ROWS = 100_000;
const INPUT = { psn_no: "43000000000000000001" };

export interface Stage {
  readonly cases: readonly Case[];
  close(): Promise<void>;
}

/** What is measured in turn. The first one is the floor, to which all the others are compared. */
export async function prepareCases(): Promise<Stage> {
  const rigs = { ordinary: await openRig(), large: await openRig(), full: await openRig() };
  rigs.large.insurer.answer("1101", largeReply());
  for (let row = 0; row < ROWS; row++) rigs.full.insert("1101", INPUT);
  const cases: Case[] = [
    { name: "empty executable of the same Node (floor)", command: writeFloor(), args: () => [] },
    { name: "processor --version", ...started(builtProcessor, () => ["--version"]) },
    { name: "whole job", ...started(builtProcessor, jobOn(rigs.ordinary)) },
    { name: "whole job, 100,000 rows in the tables", ...started(builtProcessor, jobOn(rigs.full)) },
    { name: "whole job, reply of 5 MB", ...started(builtProcessor, jobOn(rigs.large)), everyRounds: 3 },
    { name: "sources, --version", ...started(sourceProcessor, () => ["--version"]), everyRounds: 3 },
    { name: "sources, whole job", ...started(sourceProcessor, jobOn(rigs.ordinary)), everyRounds: 3 },
    ...pythonCases(),
  ];
  return {
    cases,
    async close() {
      for (const rig of Object.values(rigs)) await rig.close();
    },
  };
}

function started({ command, args }: ProcessorCommand, own: () => readonly string[]): Omit<Case, "name"> {
  return { command, args: () => [...args, ...own()] };
}

function jobOn(rig: Rig): () => readonly string[] {
  return () => ["--config", join(rig.folder, "config.json"), String(rig.insert("1101", INPUT))];
}

/** Built as the processor is, with nothing to run. */
function writeFloor(): string {
  const target = targetOfThisMachine();
  if (target === null) throw new Error("no executable is built for this machine");
  mkdirSync(workFolder, { recursive: true });
  const main = join(workFolder, "floor.js");
  writeFileSync(main, "");
  const executable = join(workFolder, "floor");
  writeExecutable(nodeBase(target), main, {}, executable);
  return executable;
}

/** What the seed's processor imports before it does anything, or packages of the same kind. */
const DRIVERS = ["pyodbc", "pymssql", "pytds"];
const CLIENTS = ["requests", "httpx", "urllib3"];

function pythonCases(): readonly Case[] {
  const driver = DRIVERS.find(hasPython);
  const client = CLIENTS.find(hasPython);
  if (driver === undefined || client === undefined) return [];
  const imports = `import ${driver}, ${client}`;
  return [{ name: `python3, ${imports}`, command: "python3", args: () => ["-c", imports] }];
}

function hasPython(module: string): boolean {
  try {
    execFileSync("python3", ["-c", `import ${module}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
