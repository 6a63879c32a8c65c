import type { Clock } from "../../../src/clock.ts";
import { CAME_TOO_LATE, isPassing, type StoreFailure } from "../../../src/store/failure.ts";
import type { Procedures } from "../../../src/store/procedures.ts";
import type { CallResult, Parameter } from "../../../src/store/session.ts";
import { executeProcedure } from "../../standins/sqlserver/execute-procedure.ts";
import { findProcedure } from "../../standins/sqlserver/find-procedure.ts";
import type { Returned } from "../../standins/sqlserver/procedure.ts";
import type { Database, Session } from "../../standins/sqlserver/session-state.ts";
import type { SqlValue } from "../../standins/sqlserver/wire/values.ts";
import type { Process, Shown } from "./processes.ts";
import type { Steps } from "./steps.ts";

const CALL_MS = 5;
const SHORTEST_PAUSE_MS = 400;
/** As the processor's own. */
const LONGEST_PAUSE_MS = 1000;
const ANSWER_WAIT_MS = 5000;

/** What may befall a call on its way to the database, by the fate's number; any other: nothing. */
const FAILURES: Readonly<Record<number, StoreFailure>> = {
  1: { reason: "database-away", cause: "the connection was dropped before the call arrived" },
  2: { reason: "database-busy", number: 1205, cause: "deadlock victim" },
};
const LOST_ANSWER: StoreFailure = { reason: "database-away", cause: "the connection was dropped before the answer" };

/** Their answers show whether the process holds its request. */
const SHOWS_THE_LEASE: readonly string[] = ["claim", "next", "attempt", "holds"].map(
  (name) => `sp_medical_insurance_${name}`,
);

type Parameters = Readonly<Record<string, Parameter>>;

/** Executes a procedure of the stand-in without a wire. */
export async function execute(
  database: Database,
  name: string,
  parameters: Parameters,
  loggedInAt: Date = database.now(),
): Promise<CallResult> {
  const procedure = findProcedure(name);
  if (procedure === undefined) throw new Error(`no procedure ${name}`);
  const session: Session = {
    database,
    login: { user: "proof", role: "owner", applicationName: "proof" },
    loggedInAt,
    transaction: null,
    prepared: new Map(),
    cancelled: new AbortController().signal,
  };
  const args = Object.entries(parameters).map(([key, { value, isOutput }]) => ({
    name: key,
    value: value as SqlValue, // Parameter's values are a part of SqlValue.
    output: isOutput === true,
  }));
  const ending = await executeProcedure(procedure, args, session, async () => undefined);
  if (ending.kind === "raise") throw new Refused(ending.error.number);
  if (ending.kind !== "returned") throw new Error(`${name} ended with ${JSON.stringify(ending)}`);
  return resultOf(ending);
}

/** What the procedure raised. */
class Refused extends Error {
  readonly number: number;
  constructor(number: number) {
    super(`error ${number}`);
    this.number = number;
  }
}

function resultOf({ resultSet, outputs }: Returned): CallResult {
  const columns = resultSet?.columns ?? [];
  const rows = (resultSet?.rows ?? []).map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])),
  );
  return { rows, output: outputs };
}

/** What finish answers where the database has what it was given. */
const KEPT: readonly string[] = ["stored", "kept", "already"];

/** The fates of a call that stays on the way when its connection breaks, and is executed at any later time. */
const DELAYED: readonly number[] = [3, 4];
/** What is on the way belongs to no process: it arrives also when its process is gone. */
const WIRE = 0;

/** The database and what is around it. */
export interface Server {
  readonly database: Database;
  /** How often another server has taken over: that ends every session, and what was on the way to the old one is gone. */
  readonly failovers: () => number;
  /** What the database did, whether the process learns of it or not. */
  readonly executed: (name: string, result: CallResult | StoreFailure) => void;
  /** The database has told a process that it has this reply. */
  readonly keeps: (replyText: string) => void;
}

/** A procedures that repeats what failed, as the processor's own does; call and answer can each be lost on the way. */
export function memoryProcedures(process: Process, server: Server, steps: Steps, clock: Clock): Procedures {
  const { number } = process;
  const { database, failovers } = server;
  const callOnce = async (name: string, parameters: Parameters): Promise<CallResult | StoreFailure> => {
    const loggedInAt = database.now();
    const shown: Shown = { askedMs: clock.elapsedMs(), stoppedMs: process.stoppedMs };
    const before = failovers();
    const isCut = (): boolean => failovers() !== before;
    const act = async (): Promise<CallResult | StoreFailure> => {
      if (isCut()) return LOST_ANSWER;
      const result = await execute(database, name, parameters, loggedInAt).catch(failureOf);
      server.executed(name, result);
      return result;
    };
    const fate = await steps.reach(number, CALL_MS);
    const isDelayed = DELAYED.includes(fate);
    if (isDelayed) void steps.reach(WIRE, CALL_MS).then(act);
    const failure = isDelayed ? LOST_ANSWER : FAILURES[fate];
    if (failure !== undefined) return failure;
    const result = await act();
    const askedMs = clock.elapsedMs();
    const isLost = (await steps.reach(number, CALL_MS)) === 1 || isCut();
    if (isLost || clock.elapsedMs() - askedMs > ANSWER_WAIT_MS) return LOST_ANSWER;
    if (SHOWS_THE_LEASE.includes(name)) process.shown = shown;
    if (KEPT.includes(String("reason" in result || result.output.result)))
      server.keeps(String(parameters.response_data?.value));
    return result;
  };
  const call: Procedures["call"] = async (name, parameters, untilMs, persistence) => {
    const isWorthRepeating = persistence?.isWorthRepeating ?? isPassing;
    for (let tries = 1; ; tries++) {
      const result = await callOnce(name, parameters);
      if (!("reason" in result)) return result;
      if (tries === 1) persistence?.onDelay();
      const pauseMs = tries === 1 ? SHORTEST_PAUSE_MS : LONGEST_PAUSE_MS;
      if (!isWorthRepeating(result) || clock.elapsedMs() + pauseMs >= untilMs) return result;
      await steps.reach(number, pauseMs);
    }
  };
  const awaited_ms = { type: "int", value: ANSWER_WAIT_MS } as const;
  return {
    call,
    callWhileAwaited: (name, parameters, untilMs) => call(name, { ...parameters, awaited_ms }, untilMs),
    close() {},
  };
}

/** As a session has it: a call that came too late is answered to nobody. */
function failureOf(error: unknown): StoreFailure {
  if (!(error instanceof Refused)) throw error;
  const { number, message: cause } = error;
  if (number === CAME_TOO_LATE) return { reason: "database-away", cause };
  return { reason: "call-refused", number, cause };
}
