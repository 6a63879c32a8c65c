import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSpool } from "../../../src/store/spool.ts";
import { accept, newIdentity } from "../../standins/sqlserver/identity.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import type { Tables } from "../../standins/sqlserver/tables.ts";
import { openBureau, type Sending } from "./bureau.ts";
import { configuration, DEADLINE_SECONDS } from "./configuration.ts";
import { CLASS_OF, EPOCH_MS, type Errand, type Process, startProcess } from "./processes.ts";
import { createSteps, type Steps } from "./steps.ts";

/** A POST, and the attempt row that stood in the database when it left. */
export interface RecordedSending {
  readonly sending: Sending;
  readonly requestId: number;
  readonly attemptId: number;
}

/** A database, a bureau, a spool folder, and the processes between them, on one clock. */
export interface World {
  readonly steps: Steps;
  readonly database: Database;
  readonly processes: readonly Process[];
  readonly sent: readonly RecordedSending[];
  /** Replies that a living process was given. */
  readonly received: readonly Sending[];
  start(errand: Errand): Promise<void>;
  kill(process: Process): void;
  /** Takes a step; whoever is past its hard deadline dies, as the real process does. */
  take(pick: number, fate: number): Promise<void>;
  /** The contents of every spooled file, whoever holds it. */
  spooled(): readonly string[];
  /** What a dead process took from the spool was taken long ago. */
  ageSpool(): void;
  close(): void;
}

let count = 0;
const root = mkdtempSync(join(tmpdir(), "medical-insurance-histories-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

export function createWorld(): World {
  const steps = createSteps();
  const now = (): Date => new Date(EPOCH_MS + steps.nowMs);
  const database = emptyDatabase(now);
  const processes: Process[] = [];
  const sent: RecordedSending[] = [];
  const received: Sending[] = [];
  const record = (sending: Sending): void => {
    sent.push({ sending, ...attemptOf(sending, processes, database.tables) });
  };
  const bureau = openBureau(steps, record, (sending) => received.push(sending));
  const folder = join(root, String(++count));
  const spool = openSpool(folder);
  const kill = (process: Process): void => {
    if (process.state === "alive") process.state = "killed";
    steps.forget(process.number);
  };
  return {
    steps,
    database,
    processes,
    sent,
    received,
    async start(errand) {
      processes.push(startProcess(processes.length + 1, errand, { steps, database, bureau, spool }));
    },
    kill,
    async take(pick, fate) {
      for (const each of processes) {
        const isOver = steps.nowMs - each.startedMs >= DEADLINE_SECONDS * 1000;
        if (each.state === "alive" && isOver && each.errand.verb !== "drain") kill(each);
      }
      await steps.take(pick, fate);
    },
    spooled: () => namesIn(folder).map((name) => readFileSync(join(folder, name), "utf8")),
    ageSpool() {
      for (const name of namesIn(folder)) utimesSync(join(folder, name), new Date(0), new Date(0));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

const STARTED = { exitCode: 0, firstLine: undefined };

/** The attempt in whose name a process sends: it must be open, in the database, under the process's latest token. */
function attemptOf(sending: Sending, processes: readonly Process[], tables: Tables) {
  const token = processes[sending.process - 1]?.tokens.at(-1);
  const attempt = tables.medical_insurance_attempts.findLast((each) => each.lease_token === token);
  if (attempt === undefined) throw new Error(`sending ${sending.number} has no attempt in the database`);
  if (attempt.msgid !== sending.msgid) throw new Error(`sending ${sending.number} has another msgid than its attempt`);
  return { requestId: attempt.request_id, attemptId: attempt.attempt_id };
}

/** The stand-in's database without a wire; whatever is started is taken to have started. */
export function emptyDatabase(now: () => Date = () => new Date()): Database {
  const identity = newIdentity("HIS", now());
  const database: Database = { name: "HIS", tables: emptyTables(now()), identity, now, launch: async () => STARTED };
  accept(database, "proof");
  return database;
}

function emptyTables(now: Date): Tables {
  return {
    medical_insurance_interfaces: Object.entries(CLASS_OF).map(([interface_code, kind]) => ({
      interface_code,
      name: interface_code,
      class: kind,
      reversible: false,
      look_with: null,
    })),
    medical_insurance_requests: [],
    medical_insurance_attempts: [],
    medical_insurance_responses: [],
    medical_insurance_version: [{ version: 2, installed_at: now, fixmedins_code: configuration.sdk.orgCode }],
    medical_insurance_accepted_databases: [],
    next: { request_id: 1, msgid: 0, attempt_id: 1, response_id: 1 },
  };
}
