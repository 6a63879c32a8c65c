import type { AtOnce } from "./at-once.ts";
import type { Timing } from "./measure.ts";
import type { Peaks } from "./memory.ts";
import type { QueueFigures } from "./queue.ts";
import type { ValidationCost } from "./validation.ts";

export interface Results {
  readonly node: string;
  readonly machine: string;
  readonly measuredAt: string;
  /** The first is the floor. */
  readonly timings: readonly Timing[];
  readonly peaks: Peaks;
  readonly queue: QueueFigures;
  readonly atOnce: readonly AtOnce[];
  readonly validation: readonly ValidationCost[];
}

export interface Goal {
  readonly name: string;
  readonly limit: number;
  readonly reached: number;
  readonly unit: "x the floor" | "MB" | "ms" | "%";
}

export function goalsOf({ timings, peaks, validation, queue }: Results): readonly Goal[] {
  const ratio = (name: string): number => ratioOf(timings, name);
  return [
    { name: "whole job", limit: 2.8, reached: ratio("whole job"), unit: "x the floor" },
    { name: "--version", limit: 2, reached: ratio("processor --version"), unit: "x the floor" },
    { name: "peak memory of a run", limit: 110, reached: peaks.ordinaryMb, unit: "MB" },
    { name: "a reply of 5 MB adds", limit: 40, reached: peaks.largeReplyMb - peaks.ordinaryMb, unit: "MB" },
    { name: "a worker with nothing to do, of a core", limit: 0.5, reached: queue.watching.idleCpuPercent, unit: "%" },
    { name: "a worker wakes up, median", limit: 100, reached: queue.watching.wakeUpMedianMs, unit: "ms" },
    { name: "a worker wakes up, longest", limit: 100, reached: queue.watching.wakeUpLongestMs, unit: "ms" },
    ...validation.flatMap(({ infno, coldMs, warmMs }): Goal[] => [
      { name: `validating ${infno}, cold`, limit: 10, reached: coldMs, unit: "ms" },
      { name: `validating ${infno}, warm`, limit: 2, reached: warmMs, unit: "ms" },
    ]),
  ];
}

function ratioOf(timings: readonly Timing[], name: string): number {
  const found = timings.find((timing) => timing.name === name);
  return (found?.medianMs ?? Number.NaN) / (timings[0]?.medianMs ?? Number.NaN);
}

/** The figures as Markdown, as they are in bin/build/README.md. */
export function tableOf(results: Results): string {
  const { node, machine, timings, peaks, queue, atOnce } = results;
  const lines = timings.map(({ name, medianMs, cpuMs, runs }) => [
    name,
    medianMs.toFixed(1),
    ratioOf(timings, name).toFixed(2),
    cpuMs.toFixed(0),
    String(runs),
  ]);
  return [
    `Node ${node}, ${machine}`,
    "",
    markdown(["start to exit", "median ms", "x floor", "CPU ms", "runs"], lines),
    "",
    `Peak memory of a run: ${peaks.ordinaryMb.toFixed(0)} MB; with a reply of 5 MB: ${peaks.largeReplyMb.toFixed(0)} MB.`,
    "",
    markdown(
      ["queue: processed by", "insurer answers after ms", "requests a second"],
      queue.drained.map(({ concurrency, insurerMs, perSecond }) => [
        concurrency === null ? "one process a request" : `drain --concurrency ${concurrency}`,
        insurerMs.toFixed(0),
        perSecond.toFixed(1),
      ]),
    ),
    "",
    markdown(
      ["calls at the same time: processes at once", "insurer answers after ms", "median ms", "last ms"],
      atOnce.map(({ places, insurerMs, medianMs, lastMs }) =>
        [places, insurerMs, medianMs, lastMs].map((value) => value.toFixed(0)),
      ),
    ),
    "",
    ...goalsOf(results).map(
      ({ name, limit, reached, unit }) =>
        `${reached <= limit ? "reached" : "MISSED "}  ${name}: ${reached.toFixed(2)} ${unit}, wanted at most ${limit}`,
    ),
  ].join("\n");
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? "---" : "---:"));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
