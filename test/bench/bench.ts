import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { nodeVersion, outputFolder } from "../../bin/build/executable/target.ts";
import { measureAtOnce } from "./at-once.ts";
import { prepareCases } from "./cases.ts";
import { measureInterleaved, type Timing } from "./measure.ts";
import { measurePeaks } from "./memory.ts";
import { measureQueue } from "./queue.ts";
import { goalsOf, type Results, tableOf } from "./table.ts";
import { measureValidation } from "./validation.ts";

const DEFAULT_ROUNDS = 31;

/** `bench.ts [rounds]`: measures dist/processor on this machine, prints a table and writes dist/bench.json. */
async function measure(rounds: number): Promise<Results> {
  return {
    node: nodeVersion(),
    machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
    measuredAt: new Date().toISOString(),
    timings: await measureTimes(rounds),
    peaks: await measurePeaks(Math.ceil(rounds / 6)),
    queue: await measureQueue(),
    atOnce: await measureAtOnce(),
    validation: measureValidation(),
  };
}

async function measureTimes(rounds: number): Promise<readonly Timing[]> {
  const stage = await prepareCases(rounds);
  try {
    return await measureInterleaved(stage.cases, rounds);
  } finally {
    await stage.close();
  }
}

const results = await measure(Number(process.argv[2] ?? DEFAULT_ROUNDS));
writeFileSync(
  join(outputFolder, "bench.json"),
  `${JSON.stringify({ ...results, goals: goalsOf(results) }, null, 2)}\n`,
);
process.stdout.write(`${tableOf(results)}\n`);
