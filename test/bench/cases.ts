import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeBase } from "../../bin/build/executable/node-base.ts";
import { writeBlob, writeExecutable } from "../../bin/build/executable/sea.ts";
import { targetOfThisMachine, workFolder } from "../../bin/build/executable/target.ts";
import { builtProcessor, type ProcessorCommand, sourceProcessor } from "../rig/processor.ts";
import { DISTANCES, type Distance } from "./distant.ts";
import { startHelper } from "./helper-process.ts";
import type { Case } from "./measure.ts";
import type { StageText, Waiting } from "./stage-process.ts";

export interface Stage {
  readonly cases: readonly Case[];
  close(): Promise<void>;
}

/** What is measured in turn. The first one is the floor, to which all the others are compared. */
export async function prepareCases(rounds: number): Promise<Stage> {
  const floor = writeFloor();
  // Two cases take from the ordinary requests, and the first round of each is not counted.
  const stage = await startHelper("stage-process.ts", [2 * (rounds + 1)]);
  // stage-process.ts says it.
  const { ordinary, full, large, distant } = stage.said as StageText;
  const ordinaryJob = jobsOf(ordinary);
  const cases: Case[] = [
    { name: "empty executable of the same Node (floor)", command: floor, args: () => [] },
    { name: "processor --version", ...started(builtProcessor, () => ["--version"]) },
    { name: "whole job", ...started(builtProcessor, ordinaryJob) },
    { name: "whole job, 100,000 rows in the tables", ...started(builtProcessor, jobsOf(full)) },
    { name: "whole job, reply of 5 MB", ...started(builtProcessor, jobsOf(large)), everyRounds: 3 },
    ...distant.map((waiting, index) => ({
      name: `whole job, ${distanceText(DISTANCES[index])}`,
      ...started(builtProcessor, jobsOf(waiting)),
    })),
    { name: "sources, --version", ...started(sourceProcessor, () => ["--version"]), everyRounds: 3 },
    { name: "sources, whole job", ...started(sourceProcessor, ordinaryJob), everyRounds: 3 },
    ...pythonCases(),
  ];
  return { cases, close: stage.close };
}

function distanceText(distance: Distance | undefined): string {
  return `${distance?.tls ? "over TLS" : "in clear"}, ${distance?.roundTripMs} ms a round trip`;
}

function jobsOf({ config, firstId }: Waiting): () => readonly string[] {
  let id = firstId;
  return () => ["--config", config, String(id++)];
}

function started({ command, args }: ProcessorCommand, own: () => readonly string[]): Omit<Case, "name"> {
  return { command, args: () => [...args, ...own()] };
}

/** Built as the processor is, with nothing to run. */
function writeFloor(): string {
  const target = targetOfThisMachine();
  if (target === null) throw new Error("no executable is built for this machine");
  mkdirSync(workFolder, { recursive: true });
  writeFileSync(join(workFolder, "floor.js"), "");
  const executable = join(workFolder, "floor");
  writeExecutable(nodeBase(target), writeBlob("floor", {}, "floor.blob"), executable);
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
