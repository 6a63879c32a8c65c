import type { Clock } from "../../../src/clock.ts";
import type { StoreFailure } from "../../../src/store/failure.ts";
import type { Procedures } from "../../../src/store/procedures.ts";
import type { CallResult, Parameter } from "../../../src/store/session.ts";
import { executeProcedure } from "../../standins/sqlserver/execute-procedure.ts";
import { findProcedure } from "../../standins/sqlserver/find-procedure.ts";
import type { Returned } from "../../standins/sqlserver/procedure.ts";
import type { Database, Session } from "../../standins/sqlserver/session-state.ts";
import type { SqlValue } from "../../standins/sqlserver/wire/values.ts";
import type { Steps } from "./steps.ts";

const CALL_MS = 5;
const PAUSE_MS = 400;
const ANSWER_WAIT_MS = 5000;

/** What may befall a call on its way to the database, by the fate's number; any other: nothing. */
const FAILURES: Readonly<Record<number, StoreFailure>> = {
  1: { reason: "database-away", cause: "the connection was dropped before the call arrived" },
  2: { reason: "database-busy", number: 1205, cause: "deadlock victim" },
};
const LOST_ANSWER: StoreFailure = { reason: "database-away", cause: "the connection was dropped before the answer" };

type Parameters = Readonly<Record<string, Parameter>>;

/** Executes a procedure of the stand-in without a wire. */
export async function execute(database: Database, name: string, parameters: Parameters): Promise<CallResult> {
  const procedure = findProcedure(name);
  if (procedure === undefined) throw new Error(`no procedure ${name}`);
  const session: Session = { database, user: "proof", transaction: null, cancelled: new AbortController().signal };
  const args = Object.entries(parameters).map(([key, { value, isOutput }]) => ({
    name: key,
    value: value as SqlValue, // Parameter's values are a part of SqlValue.
    output: isOutput === true,
  }));
  const ending = await executeProcedure(procedure, args, session, async () => undefined);
  if (ending.kind !== "returned") throw new Error(`${name} ended with ${JSON.stringify(ending)}`);
  return resultOf(ending);
}

function resultOf({ resultSet, outputs }: Returned): CallResult {
  const columns = resultSet?.columns ?? [];
  const rows = (resultSet?.rows ?? []).map((row) =>
    Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])),
  );
  return { rows, output: outputs };
}

/** A procedures that repeats what failed, as the processor's own does; call and answer can each be lost on the way. */
export function memoryProcedures(process: number, database: Database, steps: Steps, clock: Clock): Procedures {
  const callOnce = async (name: string, parameters: Parameters): Promise<CallResult | StoreFailure> => {
    const failure = FAILURES[await steps.reach(process, CALL_MS)];
    if (failure !== undefined) return failure;
    const result = await execute(database, name, parameters);
    const askedMs = clock.elapsedMs();
    const isLost = (await steps.reach(process, CALL_MS)) === 1;
    return isLost || clock.elapsedMs() - askedMs > ANSWER_WAIT_MS ? LOST_ANSWER : result;
  };
  return {
    async call(name, parameters, untilMs, persistence) {
      for (let tries = 1; ; tries++) {
        const result = await callOnce(name, parameters);
        if (!("reason" in result)) return result;
        if (tries === 1) persistence?.onDelay();
        if (clock.elapsedMs() + PAUSE_MS >= untilMs) return result;
        await steps.reach(process, PAUSE_MS);
      }
    },
    close() {},
  };
}
