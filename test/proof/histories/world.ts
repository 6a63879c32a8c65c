import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Backup, backUp, restore } from "../../standins/sqlserver/backup.ts";
import { accept, isAccepted, newIdentity } from "../../standins/sqlserver/identity.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import type { AttemptRow, InterfaceClass, Tables } from "../../standins/sqlserver/tables.ts";
import { openBureau, type Sending } from "./bureau.ts";
import { configuration, DEADLINE_SECONDS } from "./configuration.ts";
import { insertInput } from "./insert.ts";
import { execute } from "./memory-store.ts";
import { CLASS_OF, EPOCH_MS, type Errand, elapsedMsOf, type Process, startProcess } from "./processes.ts";
import { createSteps, type Steps } from "./steps.ts";

/** A POST, and what was known when it left. */
export interface RecordedSending {
  readonly sending: Sending;
  /** Unlike every other request's, also after a restore, which gives numbers out again. */
  readonly input: string;
  readonly interfaceClass: InterfaceClass;
  readonly attempt: AttemptRow;
  /** How many restored databases a DBA had accepted. */
  readonly acceptances: number;
  /** The time, as the process saw it, since the database last showed that the process holds the request. */
  readonly sinceShownMs: number;
  /** All clocks of the process stood still since then. */
  readonly isBlind: boolean;
  /** What the process's own spool had of the request when it started, and still had when it sent. */
  readonly spooled: readonly string[];
}

/** A database, a bureau, a spool folder, and the processes between them, on one clock. */
export interface World {
  readonly steps: Steps;
  readonly database: Database;
  readonly processes: readonly Process[];
  readonly sent: readonly RecordedSending[];
  /** Replies that a living process was given. */
  readonly received: readonly Sending[];
  /** The msgid with which each input was stored. */
  readonly storedMsgids: ReadonlyMap<string, string>;
  /** The tables that restores have replaced. */
  readonly replaced: readonly Tables[];
  /** HIS stores a request. */
  call(infno: string, mode: "async" | "queue"): Promise<void>;
  /** Suspends a process together with its clocks. */
  stall(process: Process, ms: number): void;
  backUp(): void;
  /** Brings the latest backup back, where there is one. */
  restore(): void;
  /** A DBA accepts a restored database, once the processes of before are gone. */
  accept(): Promise<void>;
  /** @param machine 0 or 1: each has a spool folder of its own */
  start(errand: Errand, machine: number): Promise<void>;
  kill(process: Process): void;
  /** Takes a step; whoever is past its hard deadline saves what it holds and dies, as the real process does. */
  take(pick: number, fate: number): Promise<void>;
  /** The contents of every spooled file, whoever holds it. */
  spooled(): readonly string[];
  /** Those that the database refused for good. */
  rejected(): readonly string[];
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
  const storedMsgids = new Map<string, string>();
  const replaced: Tables[] = [];
  let backup: Backup | null = null;
  let acceptances = 0;
  const record = (sending: Sending): void => {
    const process = processes[sending.process - 1];
    if (process === undefined) throw new Error(`sending ${sending.number} has no process`);
    const { askedMs, stoppedMs } = process.shown;
    sent.push({
      sending,
      ...attemptOf(sending, process, [database.tables, ...replaced.toReversed()]),
      acceptances,
      sinceShownMs: elapsedMsOf(process, steps.nowMs) - askedMs,
      isBlind: process.stoppedMs > stoppedMs,
      spooled: stillSpooled(process),
    });
  };
  const bureau = openBureau(steps, record, (sending) => received.push(sending));
  const folder = join(root, String(++count));
  const machines = [join(folder, "0"), join(folder, "1")];
  const end = (process: Process, state: "killed" | "out-of-time"): void => {
    if (process.state === "alive") process.state = state;
    steps.forget(process.number);
  };
  const isFromBefore = ({ state, restores }: Process): boolean => state === "alive" && restores < replaced.length;
  return {
    steps,
    database,
    processes,
    sent,
    received,
    storedMsgids,
    replaced,
    async call(infno, mode) {
      await insertInput(database, infno, `{"data":{"number":"${storedMsgids.size + 1}"}}`, mode);
      const row = database.tables.medical_insurance_requests.at(-1);
      if (row !== undefined) storedMsgids.set(row.input_data, row.msgid ?? "none");
    },
    stall(process, ms) {
      steps.pass(ms);
      process.stoppedMs += ms;
    },
    backUp() {
      backup = backUp(database);
    },
    restore() {
      if (backup === null) return;
      replaced.push(backUp(database));
      restore(database, backup);
    },
    async accept() {
      if (isAccepted(database) || processes.some(isFromBefore)) return;
      acceptances++;
      await execute(database, "sp_medical_insurance_accept_database", {});
    },
    async start(errand, machine) {
      const spoolFolder = machines[machine] ?? folder;
      const around = { steps, database, bureau, spoolFolder, restores: () => replaced.length };
      processes.push(startProcess(processes.length + 1, errand, around));
    },
    kill: (process) => end(process, "killed"),
    async take(pick, fate) {
      for (const each of processes) {
        const isOver = elapsedMsOf(each, steps.nowMs) >= DEADLINE_SECONDS * 1000;
        if (each.state !== "alive" || !isOver || each.errand.verb === "drain") continue;
        each.spool.saveHeld();
        end(each, "out-of-time");
      }
      await steps.take(pick, fate);
    },
    spooled: () => machines.flatMap(filesIn).map(textOf),
    rejected: () => machines.flatMap((machine) => filesIn(join(machine, "rejected"))).map(textOf),
    ageSpool() {
      for (const path of machines.flatMap(filesIn)) utimesSync(path, new Date(0), new Date(0));
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
}

function textOf(path: string): string {
  return readFileSync(path, "utf8");
}

function stillSpooled(process: Process): readonly string[] {
  const names = filesIn(process.spoolFolder).map((path) => basename(path));
  return names.filter((name) => process.spooledAtStart.some((stem) => name.startsWith(stem)));
}

const STARTED = { exitCode: 0, firstLine: undefined };

/**
 * The attempt in whose name a process sends: it must be open, in the database, under the process's latest token; after a restore,
 * in the database that the process knew.
 */
function attemptOf(sending: Sending, process: Process, versions: readonly Tables[]) {
  const token = process.tokens.at(-1);
  for (const tables of versions) {
    const attempt = tables.medical_insurance_attempts.findLast((each) => each.lease_token === token);
    const request = tables.medical_insurance_requests.find((each) => each.request_id === attempt?.request_id);
    if (attempt === undefined || request === undefined) continue;
    if (attempt.msgid !== sending.msgid)
      throw new Error(`sending ${sending.number} has another msgid than its attempt`);
    return { attempt, input: request.input_data, interfaceClass: request.interface_class };
  }
  throw new Error(`sending ${sending.number} has no attempt in the database`);
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
