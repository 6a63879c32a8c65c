import fc from "fast-check";
import { allCells, runMatrix } from "../faults/matrix.ts";
import { emptyCensus } from "../histories/census.ts";
import { history, live } from "../histories/history.ts";
import { fuzzWire } from "../hostile/fuzz-wire.ts";
import { fuzzClassification, fuzzCommandLine, fuzzConfiguration, fuzzInput } from "../hostile/fuzzers.ts";
import { sufferHarms } from "../hostile/run-harmed.ts";
import { raceAtTheEdge, raceForOne, raceForQueue, raceToRescue } from "../races.ts";
import { openStage } from "../stage/stand-in-stage.ts";
import { executableHistory, liveWithExecutable } from "./executable-history.ts";
import { searchForPeople } from "./personal.ts";

/** `npm run test:long [-- seed]`: histories, fuzzers and races at full length. A failure is thrown with its seed and its shortest case. */

const seed = Number(process.argv[2] ?? Date.now() % 2_147_483_647);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Long = readonly [title: string, count: number, run: (count: number) => Promise<unknown>];

const all: readonly Long[] = [
  ["histories in process", 10_000, livesInProcess],
  ["histories with the executable", 50, livesWithExecutable],
  ["inputs", 100_000, (count) => fuzzInput(count, seed)],
  ["answers of the insurer", 200_000, (count) => fuzzClassification(count, seed)],
  ["bytes of replies", 20_000, (count) => fuzzWire(count, seed)],
  ["configurations", 20_000, (count) => fuzzConfiguration(count, seed)],
  ["command lines", 2_000, (count) => fuzzCommandLine(count, seed)],
  ["people along paths", 5_000, (count) => searchForPeople(count, seed)],
  ["harmful answers of the database", 200, (count) => sufferHarms(count, seed)],
  ["pairs of faults", allCells.length, () => runMatrix(allCells)],
  ["requests for 8 workers", 1_000, (count) => onStage((stage) => raceForQueue(stage, 8, count))],
  ["processors on one request", 32, (count) => onStage((stage) => raceForOne(stage, count))],
  ["requests for 4 rescuers", 20, (count) => onStage((stage) => raceToRescue(stage, 4, count))],
  ["races at the edge of a lease", 10, manyEdges],
];

async function livesInProcess(numRuns: number): Promise<object> {
  const census = emptyCensus();
  await fc.assert(
    fc.asyncProperty(history, (events) => live(events, census)),
    { numRuns, seed },
  );
  return census;
}

async function livesWithExecutable(numRuns: number): Promise<void> {
  const lives = fc.asyncProperty(executableHistory, ({ of, turns }) => liveWithExecutable(of, turns));
  await fc.assert(lives, { numRuns, seed });
}

async function onStage(race: (stage: Awaited<ReturnType<typeof openStage>>) => Promise<void>): Promise<void> {
  const stage = await openStage({ tls: false });
  try {
    await race(stage);
  } finally {
    await stage.close();
  }
}

async function manyEdges(count: number): Promise<void> {
  for (let race = 0; race < count; race++) await onStage(raceAtTheEdge);
}

say(`seed ${seed}`);
for (const [title, count, run] of all) {
  const startedMs = performance.now();
  const facts = await run(count);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  say(`${count} ${title}: held, ${seconds} s${facts === undefined ? "" : ` ${JSON.stringify(facts)}`}`);
}
