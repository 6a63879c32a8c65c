import { readdirSync } from "node:fs";
import type { Clock } from "../../../src/clock.ts";
import type { Interface, InterfaceClass } from "../../../src/interfaces/interface.ts";
import type { Log } from "../../../src/log.ts";
import { deadlineFrom } from "../../../src/run/deadline.ts";
import { deliverSpooled } from "../../../src/run/deliver-spooled.ts";
import type { Dependencies } from "../../../src/run/dependencies.ts";
import { replay } from "../../../src/run/replay.ts";
import { carryOut, type Ending, run } from "../../../src/run/run.ts";
import { claimNextRun } from "../../../src/run/worker.ts";
import type { Disk } from "../../../src/store/spool/disk.ts";
import { openSpool, type Spool } from "../../../src/store/spool/spool.ts";
import type { openBureau } from "./bureau.ts";
import { configuration, DEADLINE_SECONDS } from "./configuration.ts";
import { memoryProcedures, type Server } from "./memory-store.ts";
import type { Steps } from "./steps.ts";

/** What a process was started for. */
export type Errand = RunErrand | { readonly verb: "drain" | "deliver" };

interface RunErrand {
  readonly verb: "run" | "replay" | "confirmed-replay";
  readonly requestId: number;
}

/** One process of the processor, as long as it lives and after. */
export interface Process {
  readonly number: number;
  readonly errand: Errand;
  readonly startedMs: number;
  /** The lease tokens that it made. */
  readonly tokens: string[];
  /** How long all its clocks have stood still while it was suspended. */
  stoppedMs: number;
  /** The latest call in whose answer the database showed that the process holds its request. */
  shown: Shown;
  /** How many restores there were before its start. */
  readonly restores: number;
  readonly machine: number;
  readonly spool: Spool;
  readonly spoolFolder: string;
  /** What the spool had of the request when the process started: the names without tries and state. */
  readonly spooledAtStart: readonly string[];
  state: "alive" | "ended" | "killed" | "out-of-time";
  /** How the run ended, when there was one and it was not killed. */
  ending: Ending | null;
}

export interface Shown {
  /** When the call was made, on the process's clock. */
  readonly askedMs: number;
  /** What `stoppedMs` was then. */
  readonly stoppedMs: number;
}

/** The time as the process sees it. */
export function elapsedMsOf({ startedMs, stoppedMs }: Process, nowMs: number): number {
  return nowMs - startedMs - stoppedMs;
}

/** As the installation knows them. */
export const CLASS_OF: Readonly<Record<string, InterfaceClass>> = {
  "9901": "A",
  "9902": "B",
  "9903": "C",
  "9904": "A",
};
/** As the schemas of a machine have it: on the first one the hospital's own is stricter for the last interface, the second lacks it. */
export function schemaClass(infno: string, machine: number): InterfaceClass | undefined {
  return infno === "9904" && machine === 0 ? "C" : CLASS_OF[infno];
}

interface Surroundings {
  readonly steps: Steps;
  readonly server: Server;
  readonly bureau: ReturnType<typeof openBureau>;
  readonly machine: number;
  /** The folder that all processes of the machine share. */
  readonly spoolFolder: string;
  readonly disk: Disk;
  /** Whether any file was written yet. */
  readonly hasSpooled: () => boolean;
  readonly restores: () => number;
}

const owner = { server: "nowhere,1", database: "HIS" };

/** Starts a process; it is at its first step when this returns. */
export function startProcess(number: number, errand: Errand, around: Surroundings): Process {
  const process: Process = {
    number,
    errand,
    startedMs: around.steps.nowMs,
    tokens: [],
    stoppedMs: 0,
    shown: { askedMs: 0, stoppedMs: 0 },
    restores: around.restores(),
    machine: around.machine,
    spool: spoolOf(around),
    spoolFolder: around.spoolFolder,
    spooledAtStart: "requestId" in errand ? stemsOf(errand.requestId, around) : [],
    state: "alive",
    ending: null,
  };
  const dependencies = dependenciesOf(process, around);
  void work(errand, dependencies).then((ending) => {
    process.ending = ending;
    process.state = "ended";
  });
  return process;
}

/** Its folder is not listed before something is in it: most histories spool nothing, and listing takes long. */
function spoolOf({ spoolFolder, disk, hasSpooled }: Surroundings): Spool {
  const spool = openSpool(spoolFolder, owner, disk);
  return {
    ...spool,
    deliverDue: async (...rest) => (hasSpooled() ? spool.deliverDue(...rest) : undefined),
    deliverOf: async (...rest) => (hasSpooled() ? spool.deliverOf(...rest) : { delivered: 0, undelivered: [] }),
  };
}

function stemsOf(requestId: number, { spoolFolder, hasSpooled }: Surroundings): readonly string[] {
  const names = hasSpooled() ? readdirSync(spoolFolder) : [];
  return names.filter((name) => name.startsWith(`${requestId}-`)).map((name) => name.replace(/\..*$/, ""));
}

/** What the verbs of the command line do between opening and closing the dependencies. */
async function work(errand: Errand, dependencies: Dependencies): Promise<Ending | null> {
  if (errand.verb === "deliver") return deliver(dependencies);
  const ending = "requestId" in errand ? await runOne(errand, dependencies) : await takeOne(dependencies);
  if (ending !== null && DATABASE_ANSWERED.includes(ending.reason)) await deliver(dependencies);
  return ending;
}

const DATABASE_ANSWERED: readonly Ending["reason"][] = ["finished", "waiting", "not-claimed"];

function runOne({ verb, requestId }: RunErrand, dependencies: Dependencies): Promise<Ending> {
  const deadline = deadlineFrom(0, DEADLINE_SECONDS);
  if (verb === "run") return run({ requestId, replay: false, confirmed: false }, deadline, dependencies);
  return replay({ requestId, confirmed: verb === "confirmed-replay" }, deadline, dependencies);
}

async function takeOne(dependencies: Dependencies): Promise<Ending | null> {
  const next = await claimNextRun(dependencies, null);
  if (next.reason === "empty") return null;
  return next.reason === "claimed" ? carryOut(next.run, null) : next;
}

async function deliver(dependencies: Dependencies): Promise<null> {
  await deliverSpooled(dependencies, deadlineFrom(0, DEADLINE_SECONDS).storingEndsAt);
  return null;
}

function dependenciesOf(process: Process, { steps, server, bureau }: Surroundings): Dependencies {
  const { number, spool } = process;
  const clock: Clock = {
    elapsedMs: () => elapsedMsOf(process, steps.nowMs),
    epochMs: () => EPOCH_MS + steps.nowMs - process.stoppedMs,
  };
  return {
    configuration,
    clock,
    random: () => 0.5,
    sleep: async (ms) => {
      await steps.reach(number, ms);
    },
    newToken() {
      const token = `00000000-0000-4000-8000-${String(number * 1000 + process.tokens.length).padStart(12, "0")}`;
      process.tokens.push(token);
      return token;
    },
    owner: `proof:${number}`,
    requestedBy: `proof ${process.errand.verb}`,
    procedures: memoryProcedures(process, server, steps, clock),
    openSession: () => memoryProcedures(process, server, steps, clock),
    loadInterface: (infno) => loadInterface(infno, process.machine),
    connectEarly: () => ({ take: async () => null, close() {} }),
    connectInsurer: bureau.connectInsurer(number, clock),
    spool,
    log,
  };
}

export const EPOCH_MS = Date.UTC(2026, 0, 5, 1, 0, 0);
const log: Log = { debug() {}, info() {}, warn() {}, error() {}, draft: () => ({ file: "", text: "" }) };

function loadInterface(infno: string, machine: number): Interface | undefined {
  const interfaceClass = schemaClass(infno, machine);
  if (interfaceClass === undefined) return undefined;
  return {
    infno,
    name: infno,
    kind: "query",
    class: interfaceClass,
    reversible: false,
    lookWith: null,
    businessKeys: [],
    keyFields: null,
    nodes: ["data"],
    listNodes: [],
    promisesOutput: true,
    carriesFile: false,
    validateInput: (input) => ({ input, faults: [], warnings: [] }),
    hasField: () => false,
  };
}
