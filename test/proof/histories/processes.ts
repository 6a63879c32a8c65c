import type { Clock } from "../../../src/clock.ts";
import type { Interface, InterfaceClass } from "../../../src/interfaces/interface.ts";
import type { Log } from "../../../src/log.ts";
import { deadlineFrom } from "../../../src/run/deadline.ts";
import { deliverSpooled } from "../../../src/run/deliver-spooled.ts";
import type { Dependencies } from "../../../src/run/dependencies.ts";
import { newLease } from "../../../src/run/lease.ts";
import { replay } from "../../../src/run/replay.ts";
import { carryOut, type Ending, run } from "../../../src/run/run.ts";
import { claimNext } from "../../../src/store/claim.ts";
import type { Spool } from "../../../src/store/spool.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import type { openBureau } from "./bureau.ts";
import { configuration, DEADLINE_SECONDS } from "./configuration.ts";
import { memoryProcedures } from "./memory-store.ts";
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
  state: "alive" | "ended" | "killed";
  /** How the run ended, when there was one and it was not killed. */
  ending: Ending | null;
}

export const CLASS_OF: Readonly<Record<string, InterfaceClass>> = { "9901": "A", "9902": "B", "9903": "C" };

interface Surroundings {
  readonly steps: Steps;
  readonly database: Database;
  readonly bureau: ReturnType<typeof openBureau>;
  readonly spool: Spool;
}

/** Starts a process; it is at its first step when this returns. */
export function startProcess(number: number, errand: Errand, around: Surroundings): Process {
  const process: Process = {
    number,
    errand,
    startedMs: around.steps.nowMs,
    tokens: [],
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

/** What the verbs of the command line do between opening and closing the dependencies. */
async function work(errand: Errand, dependencies: Dependencies): Promise<Ending | null> {
  if (errand.verb === "deliver") return deliver(dependencies);
  const ending = "requestId" in errand ? await runOne(errand, dependencies) : await takeOne(dependencies);
  if (ending?.reason === "finished" || ending?.reason === "not-claimed") await deliver(dependencies);
  return ending;
}

function runOne({ verb, requestId }: RunErrand, dependencies: Dependencies): Promise<Ending> {
  const deadline = deadlineFrom(0, DEADLINE_SECONDS);
  if (verb === "run") return run({ requestId, replay: false, confirmed: false }, deadline, dependencies);
  return replay({ requestId, confirmed: verb === "confirmed-replay" }, deadline, dependencies);
}

async function takeOne(dependencies: Dependencies): Promise<Ending | null> {
  const deadline = deadlineFrom(dependencies.clock.elapsedMs(), DEADLINE_SECONDS);
  const lease = newLease(dependencies);
  const claim = await claimNext(dependencies.procedures, lease, deadline.sendingEndsAt);
  if (claim.reason === "empty") return null;
  return claim.reason === "claimed" ? carryOut({ request: claim.request, lease, deadline, dependencies }) : claim;
}

async function deliver(dependencies: Dependencies): Promise<null> {
  await deliverSpooled(dependencies, deadlineFrom(0, DEADLINE_SECONDS).storingEndsAt);
  return null;
}

function dependenciesOf(process: Process, { steps, database, bureau, spool }: Surroundings): Dependencies {
  const { number, startedMs } = process;
  const clock: Clock = { elapsedMs: () => steps.nowMs - startedMs, epochMs: () => EPOCH_MS + steps.nowMs };
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
    procedures: memoryProcedures(number, database, steps, clock),
    loadInterface,
    connectInsurer: bureau.connectInsurer(number, clock),
    spool,
    log,
  };
}

export const EPOCH_MS = Date.UTC(2026, 0, 5, 1, 0, 0);
const log: Log = { debug() {}, info() {}, warn() {}, error() {} };

function loadInterface(infno: string): Interface | undefined {
  const interfaceClass = CLASS_OF[infno];
  if (interfaceClass === undefined) return undefined;
  return {
    infno,
    name: infno,
    kind: "query",
    class: interfaceClass,
    reversible: false,
    lookWith: null,
    businessKeys: [],
    nodes: ["data"],
    listNodes: [],
    promisesOutput: true,
    carriesFile: false,
    validateInput: () => ({ faults: [], warnings: [] }),
  };
}
