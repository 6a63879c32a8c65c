import type { Clock } from "../../../src/clock.ts";
import { deadlineFrom } from "../../../src/clock.ts";
import type { Edges } from "../../../src/edges.ts";
import type { Ending } from "../../../src/ending.ts";
import type { Interface, InterfaceClass } from "../../../src/interfaces/interface.ts";
import type { Log } from "../../../src/log.ts";
import { carryOut, newLease, run } from "../../../src/run.ts";
import type { Spool } from "../../../src/spool.ts";
import { deliverSpooled } from "../../../src/spool-delivery.ts";
import { claimNext } from "../../../src/store/claim.ts";
import { rescueRequests } from "../../../src/store/rescue.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import type { openBureau } from "./bureau.ts";
import { configuration, DEADLINE_SECONDS } from "./configuration.ts";
import { memoryCaller } from "./memory-store.ts";
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
  const edges = edgesOf(process, around);
  void work(errand, edges).then((ending) => {
    process.ending = ending;
    process.state = "ended";
  });
  return process;
}

/** What the verbs of the command line do between opening and closing the edges. */
async function work(errand: Errand, edges: Edges): Promise<Ending | null> {
  if (errand.verb === "deliver") return deliver(edges);
  const ending = "requestId" in errand ? await runOne(errand, edges) : await takeOne(edges);
  if (ending?.reason === "finished" || ending?.reason === "not-claimed") await deliver(edges);
  return ending;
}

async function runOne(errand: RunErrand, edges: Edges): Promise<Ending> {
  const { verb, requestId } = errand;
  if (verb !== "run") await rescueRequests(edges.caller, requestId, (DEADLINE_SECONDS * 1000) / 2);
  return run({ requestId, replay: verb !== "run", confirmed: verb === "confirmed-replay" }, edges);
}

async function takeOne(edges: Edges): Promise<Ending | null> {
  const deadline = deadlineFrom(edges.clock.elapsedMs(), DEADLINE_SECONDS);
  const lease = newLease(edges);
  const claim = await claimNext(edges.caller, lease, deadline.sendingEndsAt);
  if (claim.reason === "empty") return null;
  return claim.reason === "claimed" ? carryOut(claim.request, lease, deadline, edges) : claim;
}

async function deliver(edges: Edges): Promise<null> {
  await deliverSpooled(edges, deadlineFrom(0, DEADLINE_SECONDS).storingEndsAt);
  return null;
}

function edgesOf(process: Process, { steps, database, bureau, spool }: Surroundings): Edges {
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
    caller: memoryCaller(number, database, steps, clock),
    loadInterface,
    openLine: bureau.openLine(number, clock),
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
    carriesFile: false,
    validateInput: () => ({ faults: [], warnings: [] }),
  };
}
