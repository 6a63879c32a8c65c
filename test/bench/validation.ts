import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { readCatalogue } from "../../src/interfaces/catalogue.ts";
import { loadDocuments } from "../../src/interfaces/documents.ts";
import { exampleInput } from "../../src/interfaces/example.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import type { JsonObject } from "../../src/json-text.ts";

/** What validating one full input costs. */
export interface ValidationCost {
  readonly infno: string;
  /** The first in a process, loading the interface included; the median of fresh processes. */
  readonly coldMs: number;
  /** One of many in a process. */
  readonly warmMs: number;
}

const COLD_RUNS = 7;
const WARM_RUNS = 200;
const once = fileURLToPath(new URL("validate-once.ts", import.meta.url));

/** The person query, the settlement, and the interface that costs the most in a warm process. */
export function measureValidation(): readonly ValidationCost[] {
  const warm = readCatalogue().map(({ infno }) => ({ infno, warmMs: measureWarm(infno) }));
  const dearest = warm.reduce((one, other) => (other.warmMs > one.warmMs ? other : one));
  const shown = warm.filter(({ infno }) => infno === "1101" || infno === "2207" || infno === dearest.infno);
  return shown.map(({ infno, warmMs }) => ({ infno, warmMs, coldMs: measureCold(infno) }));
}

function measureWarm(infno: string): number {
  const known = loadInterface(infno);
  const input = fullInput(infno);
  const startedMs = performance.now();
  for (let run = 0; run < WARM_RUNS; run++) known?.validateInput(input);
  return (performance.now() - startedMs) / WARM_RUNS;
}

function measureCold(infno: string): number {
  const input = JSON.stringify(fullInput(infno));
  const runs = Array.from({ length: COLD_RUNS }, () =>
    Number(execFileSync(process.execPath, [once, infno, input], { encoding: "utf8" })),
  );
  return runs.sort((one, other) => one - other)[Math.floor(COLD_RUNS / 2)] ?? Number.NaN;
}

function fullInput(infno: string): JsonObject {
  const [documents, known] = [loadDocuments(infno), loadInterface(infno)];
  if (documents === undefined || known === undefined) throw new Error(`no interface ${infno}`);
  return exampleInput("full", documents, known);
}
