import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { lookUp } from "../rig/inputs.ts";
import { builtProcessor } from "../rig/processor.ts";
import { openRig, type Rig } from "../rig/rig.ts";

export interface QueueFigures {
  readonly drained: readonly Drained[];
  readonly watching: Watching;
}

/** How fast requests of the queue are processed; each time with the start of the process. */
export interface Drained {
  /** Null: a process of its own for each request, one after another. */
  readonly concurrency: number | null;
  /** The insurer answers after this. */
  readonly insurerMs: number;
  readonly perSecond: number;
}

/** What a worker with nothing to do costs, and how soon it sends what comes. */
export interface Watching {
  /** User and system time as a part of the time that passed. */
  readonly idleCpuPercent: number;
  /** From the row in the table to the request at the insurer. */
  readonly wakeUpMedianMs: number;
  readonly wakeUpLongestMs: number;
}

const REQUESTS = 400;
const PROCESSES = 20;
/** A bureau that answers at once, and one as it is on an ordinary day. */
const INSURER_MS = [0, 500];
const CONCURRENCY = [1, 2, 4, 8, 16, 32];
/** After its start the engine tidies up for some seconds; that is not what waiting costs. */
const SETTLE_MS = 15_000;
const IDLE_MS = 15_000;
const WAKE_UPS = 21;

export async function measureQueue(): Promise<QueueFigures> {
  const rig = await openRig({ processor: builtProcessor });
  try {
    const drained: Drained[] = [];
    for (const insurerMs of INSURER_MS) {
      rig.insurer.answer("1101", { delivery: { how: "late", ms: insurerMs } });
      drained.push({ concurrency: null, insurerMs, perSecond: await processOneByOne(rig) });
      for (const concurrency of CONCURRENCY) {
        drained.push({ concurrency, insurerMs, perSecond: await drain(rig, concurrency, insurerMs) });
      }
    }
    rig.insurer.answer("1101", {});
    return { drained, watching: await watch(rig) };
  } finally {
    await rig.close();
  }
}

async function processOneByOne(rig: Rig): Promise<number> {
  const startedMs = performance.now();
  for (let each = 0; each < PROCESSES; each++) await expectSuccess(rig.run(rig.insert("1101", lookUp, "sync")));
  return PROCESSES / ((performance.now() - startedMs) / 1000);
}

async function drain(rig: Rig, concurrency: number, insurerMs: number): Promise<number> {
  const requests = insurerMs === 0 ? REQUESTS : Math.min(REQUESTS, 20 * concurrency);
  for (let each = 0; each < requests; each++) rig.insert("1101", lookUp, "queue");
  const { durationMs } = await expectSuccess(rig.run("drain", "--concurrency", concurrency));
  return requests / (durationMs / 1000);
}

async function expectSuccess(ended: ReturnType<Rig["run"]>) {
  const exit = await ended;
  if (exit.code !== 0) throw new Error(`it ended with ${exit.code}: ${exit.stdout}`);
  return exit;
}

async function watch(rig: Rig): Promise<Watching> {
  const worker = rig.start("drain", "--watch");
  await wakeUp(rig);
  await pause(SETTLE_MS);
  const cpuBefore = cpuMsOf(worker.child.pid);
  await pause(IDLE_MS);
  const idleCpuPercent = ((cpuMsOf(worker.child.pid) - cpuBefore) / IDLE_MS) * 100;
  const wakeUps: number[] = [];
  for (let each = 0; each < WAKE_UPS; each++) {
    // Long enough for every part of the pause that the database makes.
    await pause(200 + 7 * each);
    wakeUps.push(await wakeUp(rig));
  }
  worker.child.kill("SIGTERM");
  await expectSuccess(worker.ended);
  const sorted = wakeUps.sort((one, other) => one - other);
  return {
    idleCpuPercent,
    wakeUpMedianMs: sorted[WAKE_UPS >> 1] ?? Number.NaN,
    wakeUpLongestMs: sorted.at(-1) ?? Number.NaN,
  };
}

async function wakeUp(rig: Rig): Promise<number> {
  const hold = rig.insurer.hold("request-read", "1101");
  const startedMs = performance.now();
  const id = rig.insert("1101", lookUp, "queue");
  await hold.reached;
  const tookMs = performance.now() - startedMs;
  hold.release();
  await rig.waitUntilFinal(id);
  return tookMs;
}

/** Of all threads; Linux counts it in nanoseconds here. */
function cpuMsOf(pid: number | undefined): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0],
  );
  return nanoseconds.reduce((sum, each) => sum + Number(each) / 1e6, 0);
}
