import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Disk } from "../../../src/store/spool/disk.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import type { Tables } from "../../standins/sqlserver/tables.ts";
import { besides, KEY_FIELDS } from "./acts.ts";
import { openBureau, type Sending } from "./bureau.ts";
import { DEADLINE_SECONDS } from "./configuration.ts";
import { CLASS_OF, EPOCH_MS, type Errand, type Process, startProcess } from "./processes.ts";
import { createSteps, type Steps } from "./steps.ts";

/** A POST, and the attempt row that stood in the database when it left. */
export interface RecordedSending {
  readonly sending: Sending;
  readonly requestId: number;
  readonly attemptId: number;
  /** What the process's own spool had of the request when it started, and still had when it sent. */
  readonly spooled: readonly string[];
  /** Other requests for the same business act, beside which this one may not be sent. */
  readonly besides: readonly number[];
  /** Its replies had contradicted each other before it was claimed. */
  readonly isContradictory: boolean;
}

/** Each has a spool of its own. */
export const MACHINES = 2;

/** A database, a bureau, spool folders, and the processes between them, on one clock. */
export interface World {
  readonly steps: Steps;
  readonly database: Database;
  readonly processes: readonly Process[];
  readonly sent: readonly RecordedSending[];
  /** Replies that a living process was given. */
  readonly received: readonly Sending[];
  /** The last response that a person knew when the outcome of a request was recorded, by request. */
  readonly words: Map<number, number>;
  /** @param machine less than MACHINES */
  start(errand: Errand, machine: number): Promise<void>;
  kill(process: Process): void;
  /** Takes a step; whoever is past its hard deadline saves what it holds and dies, as the real process does. */
  take(pick: number, fate: number): Promise<void>;
  /** The contents of every spooled file, whoever holds it. */
  spooled(): readonly string[];
  /** While it is busy no file can be renamed, as when a virus scanner holds them all. */
  setDiskBusy(isBusy: boolean): void;
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
    const { requestId, attemptId, claimedAt } = attemptOf(sending, processes, database.tables);
    const conflictAt = database.tables.medical_insurance_requests.find(
      (row) => row.request_id === requestId,
    )?.conflict_at;
    sent.push({
      sending,
      requestId,
      attemptId,
      spooled: stillSpooled(processes[sending.process - 1]),
      besides: besides(database, requestId, claimedAt),
      isContradictory: (conflictAt ?? null) !== null && Number(conflictAt) < claimedAt.getTime(),
    });
  };
  const bureau = openBureau(steps, record, (sending) => received.push(sending));
  const folder = join(root, String(++count));
  const machines = Array.from({ length: MACHINES }, (_, machine) => join(folder, String(machine)));
  let isDiskBusy = false;
  const disk: Disk = {
    // A crash of the machine is not among what happens, so nothing waits for the disk.
    sync() {},
    pause() {},
    rename(from, to) {
      if (isDiskBusy) throw new Error("EBUSY");
      renameSync(from, to);
    },
  };
  const end = (process: Process, state: "killed" | "out-of-time"): void => {
    if (process.state === "alive") process.state = state;
    steps.forget(process.number);
  };
  return {
    steps,
    database,
    processes,
    sent,
    received,
    words: new Map(),
    async start(errand, machine) {
      const spoolFolder = machines[machine] ?? folder;
      processes.push(startProcess(processes.length + 1, errand, { steps, database, bureau, spoolFolder, disk }));
    },
    kill: (process) => end(process, "killed"),
    async take(pick, fate) {
      for (const each of processes) {
        const isOver = steps.nowMs - each.startedMs >= DEADLINE_SECONDS * 1000;
        if (each.state !== "alive" || !isOver || each.errand.verb === "drain") continue;
        each.spool.saveHeld();
        end(each, "out-of-time");
      }
      await steps.take(pick, fate);
    },
    setDiskBusy(isBusy) {
      isDiskBusy = isBusy;
    },
    spooled: () => machines.flatMap(filesIn).map((path) => readFileSync(path, "utf8")),
    ageSpool() {
      for (const path of machines.flatMap(filesIn)) utimesSync(path, new Date(0), new Date(0));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function stillSpooled(process: Process | undefined): readonly string[] {
  if (process === undefined) return [];
  const names = filesIn(process.spoolFolder).map((path) => basename(path));
  return names.filter((name) => process.spooledAtStart.some((stem) => name.startsWith(stem)));
}

const STARTED = { exitCode: 0, firstLine: undefined };

/** The attempt in whose name a process sends: it must be open, in the database, under the process's latest token. */
function attemptOf(sending: Sending, processes: readonly Process[], tables: Tables) {
  const token = processes[sending.process - 1]?.tokens.at(-1);
  const attempt = tables.medical_insurance_attempts.findLast((each) => each.lease_token === token);
  if (attempt === undefined) throw new Error(`sending ${sending.number} has no attempt in the database`);
  if (attempt.msgid !== sending.msgid) throw new Error(`sending ${sending.number} has another msgid than its attempt`);
  const claiming = tables.medical_insurance_attempts.find((each) => each.lease_token === token) ?? attempt;
  return { requestId: attempt.request_id, attemptId: attempt.attempt_id, claimedAt: claiming.opened_at };
}

/** The stand-in's database without a wire; whatever is started is taken to have started. */
export function emptyDatabase(now: () => Date = () => new Date()): Database {
  return { name: "HIS", tables: emptyTables(now()), now, launch: async () => STARTED };
}

function emptyTables(now: Date): Tables {
  return {
    medical_insurance_interfaces: Object.entries(CLASS_OF).map(([interface_code, kind]) => ({
      interface_code,
      name: interface_code,
      class: kind,
      reversible: false,
      look_with: null,
      key_fields: KEY_FIELDS[interface_code] ?? null,
    })),
    medical_insurance_requests: [],
    medical_insurance_attempts: [],
    medical_insurance_responses: [],
    medical_insurance_version: [{ version: 1, installed_at: now }],
    next: { request_id: 1, msgid: 0, attempt_id: 1, response_id: 1 },
  };
}
