import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { stricterClass } from "../../../src/interfaces/interface.ts";
import { DATABASE_NOT_ACCEPTED } from "../../../src/store/failure.ts";
import type { Disk } from "../../../src/store/spool/disk.ts";
import { type Backup, backUp, restore } from "../../standins/sqlserver/backup.ts";
import { accept, isAccepted, newIdentity } from "../../standins/sqlserver/identity.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";
import { type AttemptRow, type InterfaceClass, newOutage, type Tables } from "../../standins/sqlserver/tables.ts";
import { besides, type Call, KEY_FIELDS, nameOf, olderOfVisit, press } from "./acts.ts";
import { openBureau, type Sending } from "./bureau.ts";
import { configuration, DEADLINE_SECONDS } from "./configuration.ts";
import { type AsyncCall, asyncCall } from "./held-calls.ts";
import { execute, type Server } from "./memory-store.ts";
import { CLASS_OF, EPOCH_MS, type Errand, elapsedMsOf, type Process, schemaClass, startProcess } from "./processes.ts";
import { createReplicas } from "./replicas.ts";
import { allAtRest, createSteps, type Steps } from "./steps.ts";

/** A POST, and what was known when it left. */
export interface RecordedSending {
  readonly sending: Sending;
  readonly requestId: number;
  /** Unlike every other request's, also after a restore, which gives numbers out again. */
  readonly name: string;
  /** The stricter one of the row's and of the machine's schema. */
  readonly interfaceClass: InterfaceClass;
  /** The hospital's own schema made it stricter before it was sent; a backup from before does not know it. */
  readonly wasMadeStricter: boolean;
  readonly attempt: AttemptRow;
  /** How many restores and failovers with loss had been before: a restored database gives an attempt's number out again. */
  readonly restores: number;
  /** How many databases that had lost something a DBA had accepted. */
  readonly acceptances: number;
  /** The time, as the process saw it, since the database last showed that the process holds the request. */
  readonly sinceShownMs: number;
  /** All clocks of the process stood still since then. */
  readonly isBlind: boolean;
  /** What the process's own spool had of the request when it started, and still had when it sent. */
  readonly spooled: readonly string[];
  /** Other requests for the same business act, beside which this one may not be sent. */
  readonly besides: readonly number[];
  /** Older requests of the queue for the same visit, before which a worker may not send this one. */
  readonly olderOfVisit: readonly number[];
  /** Its replies had contradicted each other before it was claimed. */
  readonly isContradictory: boolean;
}

/** What came of a claim or of a worker's next. */
export interface Taking {
  /** A DBA had accepted the database as it was then. */
  readonly isAccepted: boolean;
  /** 51011 */
  readonly isHeld: boolean;
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
  /** The msgid with which each request was stored, by its name. */
  readonly storedMsgids: ReadonlyMap<string, string>;
  readonly asyncCalls: readonly AsyncCall[];
  /** The tables that restores and failovers with loss have replaced. */
  readonly replaced: readonly Tables[];
  readonly failovers: number;
  /** What claim and next did. */
  readonly takings: readonly Taking[];
  /** The replies that a database told a process it has. */
  readonly told: ReadonlySet<string>;
  /** HIS stores a request. */
  call(call: Call & { readonly mode: "async" | "queue" }): Promise<void>;
  /** Suspends a process together with its clocks. */
  stall(process: Process, ms: number): void;
  backUp(): void;
  /** Brings the latest backup back, where there is one. */
  restore(): void;
  /** Another server takes over, without the last transactions. */
  failOver(lost: number): void;
  /** A DBA accepts a database that was restored or has failed over; if something was lost, once the processes of before are gone. */
  accept(): Promise<void>;
  rescue(): Promise<void>;
  /** A person records the outcome of a request. */
  resolve(requestId: number, resolution: string): Promise<void>;
  /** @param machine less than MACHINES */
  start(errand: Errand, machine: number): Promise<void>;
  kill(process: Process): void;
  /** Takes a step; whoever is past its hard deadline saves what it holds and dies, as the real process does. */
  take(pick: number, fate: number): Promise<void>;
  /** The contents of every spooled file, whoever holds it. */
  spooled(): readonly string[];
  /** While it is busy no file can be renamed, as when a virus scanner holds them all. */
  setDiskBusy(isBusy: boolean): void;
  /** While it is away no connection to the insurer is made. */
  setInsurerAway(isAway: boolean): void;
  /** Those that the database refused for good. */
  rejected(): readonly string[];
  /** What a dead process took from the spool was taken long ago. */
  ageSpool(): void;
  close(): void;
}

const root = mkdtempSync(join(tmpdir(), "medical-insurance-histories-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

/** Folders that a world of before has left empty: to make and remove some for each history takes most of its time. */
const emptyFolders: string[] = [];
let made = 0;

/** One spool folder for each machine, with a folder for what is rejected. */
function takeFolder(): string {
  const empty = emptyFolders.pop();
  if (empty !== undefined) return empty;
  const folder = join(root, String(++made));
  for (let machine = 0; machine < MACHINES; machine++)
    mkdirSync(join(folder, String(machine), "rejected"), { recursive: true });
  return folder;
}

const TAKES: readonly string[] = ["sp_medical_insurance_claim", "sp_medical_insurance_next"];

/** @param mayLose whether failovers with loss are among what will happen */
export function createWorld(mayLose = false): World {
  const steps = createSteps();
  const now = (): Date => new Date(EPOCH_MS + steps.nowMs);
  const database = emptyDatabase(now);
  const processes: Process[] = [];
  const sent: RecordedSending[] = [];
  const received: Sending[] = [];
  const storedMsgids = new Map<string, string>();
  const asyncCalls: AsyncCall[] = [];
  const replaced: Tables[] = [];
  let backup: Backup | null = null;
  const replicas = createReplicas(database, mayLose);
  const takings: Taking[] = [];
  const told = new Set<string>();
  const words = new Map<number, number>();
  let acceptances = 0;
  let replacedWhenAccepted = 0;
  const server: Server = {
    database,
    failovers: () => replicas.failovers,
    executed(name, result) {
      replicas.committed();
      if (!TAKES.includes(name)) return;
      const isHeld = "reason" in result && "number" in result && result.number === DATABASE_NOT_ACCEPTED;
      takings.push({ isAccepted: replicas.isAccepted, isHeld });
    },
    keeps: (replyText) => told.add(replyText),
  };
  const executeOnce = async (name: string, parameters: Parameters<typeof execute>[2] = {}): Promise<void> => {
    await execute(database, name, parameters);
    replicas.committed();
  };
  const record = (sending: Sending): void => {
    const process = processes[sending.process - 1];
    if (process === undefined) throw new Error(`sending ${sending.number} has no process`);
    const { askedMs, stoppedMs } = process.shown;
    const found = attemptOf(sending, process, [database.tables, ...replaced.toReversed()]);
    const { conflict_at: conflictAt } = found.request;
    sent.push({
      sending,
      requestId: found.request.request_id,
      name: nameOf(found.request),
      interfaceClass: stricterClass(
        found.request.interface_class,
        schemaClass(found.request.interface_code, process.machine) ?? "C",
      ),
      wasMadeStricter: found.request.interface_class !== CLASS_OF[found.request.interface_code],
      attempt: found.attempt,
      restores: replaced.length,
      acceptances,
      sinceShownMs: elapsedMsOf(process, steps.nowMs) - askedMs,
      isBlind: process.stoppedMs > stoppedMs,
      spooled: stillSpooled(process),
      besides: besides(database, found.request.request_id, found.claimedAt),
      olderOfVisit:
        found.attempt.requested_by === "proof drain" ? olderOfVisit(database, found.request, found.claimedAt) : [],
      isContradictory: conflictAt !== null && conflictAt < found.claimedAt,
    });
  };
  const bureau = openBureau(steps, record, (sending) => received.push(sending));
  const folder = takeFolder();
  const machines = Array.from({ length: MACHINES }, (_, machine) => join(folder, String(machine)));
  let isDiskBusy = false;
  let hasSpooled = false;
  /** In the folders of all machines. Most histories spool nothing, and looking takes long. */
  const files = (...below: readonly string[]): readonly string[] =>
    hasSpooled ? machines.flatMap((machine) => filesIn(join(machine, ...below))) : [];
  const disk: Disk = {
    // Each file that is written comes here. A crash of the machine is not among what happens, so nothing waits for the disk.
    sync() {
      hasSpooled = true;
    },
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
  const isFromBefore = ({ state, restores }: Process): boolean => state === "alive" && restores < replaced.length;
  return {
    steps,
    database,
    processes,
    sent,
    received,
    words,
    storedMsgids,
    asyncCalls,
    replaced,
    takings,
    told,
    get failovers() {
      return replicas.failovers;
    },
    async call({ mode, ...call }) {
      const { medical_insurance_requests: before } = database.tables;
      const known = before.length;
      await press(database, call, mode);
      const stored = database.tables.medical_insurance_requests.slice(known);
      for (const row of stored) storedMsgids.set(nameOf(row), row.msgid ?? "none");
      if (mode === "async") asyncCalls.push(asyncCall(steps.nowMs, stored[0] ?? null));
      replicas.committed();
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
      replicas.restored();
    },
    failOver(lost) {
      if (lost > 0) replaced.push(backUp(database));
      replicas.failOver(lost);
    },
    async accept() {
      if (isAccepted(database) || processes.some(isFromBefore)) return;
      if (replaced.length > replacedWhenAccepted) acceptances++;
      replacedWhenAccepted = replaced.length;
      replicas.accepted();
      await executeOnce("sp_medical_insurance_accept_database");
    },
    rescue: () => executeOnce("sp_medical_insurance_rescue", { request_id: { type: "int", value: null } }),
    async resolve(requestId, resolution) {
      words.set(requestId, database.tables.next.response_id - 1);
      await executeOnce("sp_medical_insurance_resolve", {
        request_id: { type: "int", value: requestId },
        resolution: { type: "varchar", value: resolution },
      });
    },
    async start(errand, machine) {
      const spoolFolder = machines[machine] ?? folder;
      const restores = (): number => replaced.length;
      const around = { steps, server, bureau, machine, spoolFolder, disk, hasSpooled: () => hasSpooled, restores };
      processes.push(startProcess(processes.length + 1, errand, around));
      await allAtRest();
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
    setDiskBusy(isBusy) {
      isDiskBusy = isBusy;
    },
    spooled: () => files().map(textOf),
    setInsurerAway: bureau.setAway,
    rejected: () => files("rejected").map(textOf),
    ageSpool() {
      for (const path of files()) utimesSync(path, new Date(0), new Date(0));
    },
    close() {
      for (const path of [...files(), ...files("rejected")]) rmSync(path);
      emptyFolders.push(folder);
    },
  };
}

function filesIn(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
}

function textOf(path: string): string {
  return readFileSync(path, "utf8");
}

function stillSpooled(process: Process): readonly string[] {
  if (process.spooledAtStart.length === 0) return [];
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
  for (const { medical_insurance_attempts: attempts, medical_insurance_requests: requests } of versions) {
    const attempt = attempts.findLast((each) => each.lease_token === token);
    const request = requests.find((each) => each.request_id === attempt?.request_id);
    if (attempt === undefined || request === undefined) continue;
    if (attempt.msgid !== sending.msgid)
      throw new Error(`sending ${sending.number} has another msgid than its attempt`);
    const claiming = attempts.find((each) => each.lease_token === token) ?? attempt;
    return { attempt, request, claimedAt: claiming.opened_at };
  }
  throw new Error(`sending ${sending.number} has no attempt in the database`);
}

/** The stand-in's database without a wire; whatever is started is taken to have started. */
export function emptyDatabase(now: () => Date = () => new Date()): Database {
  const identity = newIdentity("HIS", now());
  const database: Database = {
    name: "HIS",
    tables: emptyTables(now()),
    typedViews: new Map(),
    identity,
    isDurabilityForced: false,
    now,
    launch: async () => STARTED,
    processorPath: "processor",
  };
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
      look_input: null,
      output_labels: [],
      key_fields: KEY_FIELDS[interface_code] ?? null,
    })),
    medical_insurance_requests: [],
    medical_insurance_attempts: [],
    medical_insurance_responses: [],
    medical_insurance_version: [
      { version: 2, installed_at: now, fixmedins_code: configuration.sdk.orgCode, results_of: null },
    ],
    medical_insurance_purges: [],
    medical_insurance_outage: [newOutage()],
    medical_insurance_accepted_databases: [],
    next: { request_id: 1, msgid: 0, attempt_id: 1, response_id: 1 },
  };
}
