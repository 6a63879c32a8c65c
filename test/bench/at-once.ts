import { spawn } from "node:child_process";
import { once } from "node:events";
import { builtProcessor } from "../rig/processor.ts";
import { startHelper } from "./helper-process.ts";
import type { Waiting } from "./stage-process.ts";

/** How long calls wait that come at the same time, when only so many processes run at once and the others wait for a place. */
export interface AtOnce {
  readonly places: number;
  /** The insurer answers after this. */
  readonly insurerMs: number;
  /** From the arrival of all to the end of the call. */
  readonly medianMs: number;
  readonly lastMs: number;
}

const CALLS = 64;
const PLACES = [2, 4, 8, 16, 32, CALLS];
/** A bureau that answers at once, and one as it is on an ordinary day. */
const INSURER_MS = [0, 500];

export async function measureAtOnce(): Promise<readonly AtOnce[]> {
  const measured: AtOnce[] = [];
  for (const insurerMs of INSURER_MS) {
    const stage = await startHelper("late-stage-process.ts", [insurerMs, CALLS * PLACES.length]);
    // late-stage-process.ts says it.
    const { config, firstId } = stage.said as Waiting;
    let id = firstId;
    for (const places of PLACES) {
      const ended = await runAll(places, () => ["--config", config, String(id++)]);
      const [medianMs = Number.NaN, lastMs = Number.NaN] = [ended[CALLS >> 1], ended[CALLS - 1]];
      measured.push({ places, insurerMs, medianMs, lastMs });
    }
    await stage.close();
  }
  return measured;
}

/** @returns when each call ended, in order */
async function runAll(places: number, nextArgs: () => readonly string[]): Promise<readonly number[]> {
  const startedAt = performance.now();
  const ended: number[] = [];
  let started = 0;
  const place = async (): Promise<void> => {
    while (started++ < CALLS) {
      const child = spawn(builtProcessor.command, [...builtProcessor.args, ...nextArgs()], {
        cwd: "/",
        stdio: "ignore",
      });
      const [code]: unknown[] = await once(child, "exit");
      if (code !== 0) throw new Error(`a call ended with ${String(code)}`);
      ended.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: places }, place));
  return ended;
}
