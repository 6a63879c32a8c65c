import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** Something whose start to exit is measured, again and again. */
export interface Case {
  readonly name: string;
  readonly command: string;
  /** The arguments of the next run; a job needs a request of its own each time. */
  readonly args: () => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs for each round of the others; 1 unless it takes long. */
  readonly everyRounds?: number;
}

export interface Timing {
  readonly name: string;
  readonly runs: number;
  /** Start to exit, the median. */
  readonly medianMs: number;
  readonly fastestMs: number;
  /** User and system time of the process, the mean. */
  readonly cpuMs: number;
}

interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Runs the cases in turn, so that whatever else the machine does strikes all of them alike. The first round does not count. */
export async function measureInterleaved(cases: readonly Case[], rounds: number): Promise<readonly Timing[]> {
  const samples = new Map(cases.map((each) => [each, [] as Sample[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [each, taken] of samples) {
      if (round % (each.everyRounds ?? 1) !== 0) continue;
      const sample = await runOnce(each);
      if (round > 0) taken.push(sample);
    }
  }
  return [...samples].map(([{ name }, taken]) => timingOf(name, taken));
}

function timingOf(name: string, samples: readonly Sample[]): Timing {
  const walls = samples.map(({ wallMs }) => wallMs).sort((one, other) => one - other);
  const cpuMs = samples.reduce((sum, sample) => sum + sample.cpuMs, 0) / samples.length;
  const at = (index: number): number => walls[index] ?? Number.NaN;
  return { name, runs: walls.length, medianMs: at(Math.floor(walls.length / 2)), fastestMs: at(0), cpuMs };
}

async function runOnce({ name, command, args, environment }: Case): Promise<Sample> {
  const words = args();
  const cpuBefore = cpuMsOfEndedChildren();
  const startedMs = performance.now();
  const child = spawn(command, words, { cwd: "/", stdio: "ignore", env: { PATH: process.env.PATH, ...environment } });
  const [code]: unknown[] = await once(child, "exit");
  const wallMs = performance.now() - startedMs;
  if (code !== 0) throw new Error(`${name} ended with ${String(code)}`);
  return { wallMs, cpuMs: cpuMsOfEndedChildren() - cpuBefore };
}

/** Linux counts it in ticks of 10 ms; the mean over many runs is finer than that. */
function cpuMsOfEndedChildren(): number {
  const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[13]) + Number(fields[14])) * 10;
}
