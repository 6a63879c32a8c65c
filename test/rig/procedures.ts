import { TYPES } from "tedious";
import type { Client, Executed, Row } from "./client.ts";

/** The procedures with values that a test need not name; what it is about, it gives. */

/** A token claims once, so each process has one of its own for each request. */
export function tokenOf(requestId: number, process = 1): string {
  const last = (process * 0x1_0000_0000 + requestId).toString(16).toUpperCase().padStart(12, "0");
  return `0F8FAD5B-D9CB-469F-A165-${last}`;
}

const LONG_MS = 3_600_000;
export const fixmedinsCode = "H12345678901";

export interface CallFacts {
  readonly code?: string;
  readonly input?: string;
  readonly mode?: string;
}

/** Gives the request's number. */
export async function call(client: Client, facts: CallFacts = {}): Promise<number> {
  const { outputs } = await client.execute("sp_medical_insurance_call", {
    interface_code: [TYPES.VarChar, facts.code ?? "9901"],
    input_data: [TYPES.NVarChar, facts.input ?? "{}"],
    result_id: [TYPES.Int],
    mode: [TYPES.VarChar, facts.mode ?? "queue"],
  });
  return Number(outputs.result_id);
}

export interface ClaimFacts {
  /** The token of process 1, unless another process or its token is named. */
  readonly process?: number;
  readonly token?: string;
  readonly version?: number;
  /** How long after the login the answer is awaited; a negative one is over at once. */
  readonly awaitedMs?: number;
  readonly leaseSeconds?: number;
  readonly fixmedinsCode?: string;
  readonly replay?: boolean;
  readonly confirmed?: boolean;
}

export interface Claimed {
  readonly row: Row | undefined;
  readonly refusal: unknown;
}

export async function claim(client: Client, requestId: number, facts: ClaimFacts = {}): Promise<Claimed> {
  const { rows, outputs } = await client.execute("sp_medical_insurance_claim", {
    request_id: [TYPES.Int, requestId],
    ...claimant(facts, requestId),
    replay: [TYPES.Bit, facts.replay ?? false],
    confirmed: [TYPES.Bit, facts.confirmed ?? false],
    refusal: [TYPES.VarChar],
  });
  return { row: rows[0], refusal: outputs.refusal };
}

export async function next(client: Client, facts: ClaimFacts = {}): Promise<Row | undefined> {
  return (await client.execute("sp_medical_insurance_next", claimant(facts, 0))).rows[0];
}

export async function report(client: Client, minutes: number, reveal = false): Promise<readonly Row[]> {
  const { rows } = await client.execute("sp_medical_insurance_report", {
    minutes: [TYPES.Int, minutes],
    reveal: [TYPES.Bit, reveal],
  });
  return rows;
}

/** Gives @is_due. */
export async function watch(client: Client, waitMs: number): Promise<unknown> {
  const { outputs } = await client.execute("sp_medical_insurance_watch", {
    wait_ms: [TYPES.Int, waitMs],
    is_due: [TYPES.Bit],
  });
  return outputs.is_due;
}

function claimant(facts: ClaimFacts, requestId: number) {
  return {
    lease_token: [TYPES.UniqueIdentifier, facts.token ?? tokenOf(requestId, facts.process)],
    lease_owner: [TYPES.NVarChar, "host 1 pid 1"],
    lease_seconds: [TYPES.Int, facts.leaseSeconds ?? 75],
    fixmedins_code: [TYPES.VarChar, facts.fixmedinsCode ?? fixmedinsCode],
    version: [TYPES.Int, facts.version ?? 2],
    requested_by: [TYPES.NVarChar, "HIS"],
    awaited_ms: [TYPES.Int, facts.awaitedMs ?? LONG_MS],
  } as const;
}

export interface EndFacts {
  /** The token of process 1, unless another process or its token is named. */
  readonly process?: number;
  readonly token?: string;
  readonly outcome?: string;
  readonly awaitedMs?: number;
  readonly status?: string;
  readonly errorCode?: string | null;
  readonly infcode?: string | null;
  readonly errMsg?: string | null;
  readonly responseData?: string | null;
  readonly giveUpSeconds?: number;
  /** Whether the run tells that the insurer was reached; without it nothing is told. */
  readonly reached?: boolean;
  readonly failFastAfter?: number;
}

export async function attempt(
  client: Client,
  requestId: number,
  attemptId: number,
  facts: EndFacts = {},
): Promise<Row | undefined> {
  const { rows } = await client.execute("sp_medical_insurance_attempt", {
    ...ending(requestId, attemptId, facts.outcome ?? "NOT_SENT", facts),
    requested_by: [TYPES.NVarChar, "HIS"],
    awaited_ms: [TYPES.Int, facts.awaitedMs ?? LONG_MS],
  });
  return rows[0];
}

/** Gives @result. */
export async function finish(
  client: Client,
  requestId: number,
  attemptId: number,
  facts: EndFacts = {},
): Promise<unknown> {
  return (await finishWith(client, requestId, attemptId, facts)).result;
}

/** Gives @result, @retry_seconds and @outage. */
export async function finishWith(client: Client, requestId: number, attemptId: number, facts: EndFacts): Promise<Row> {
  const { outputs } = await client.execute("sp_medical_insurance_finish", {
    ...ending(requestId, attemptId, facts.outcome ?? "REPLIED", facts),
    status: [TYPES.VarChar, facts.status ?? "COMPLETED"],
    error_code: [TYPES.VarChar, facts.errorCode ?? null],
    infcode: [TYPES.VarChar, facts.infcode === undefined ? "0" : facts.infcode],
    err_msg: [TYPES.NVarChar, facts.errMsg ?? null],
    response_data: [TYPES.NVarChar, facts.responseData === undefined ? '{"infcode":0}' : facts.responseData],
    give_up_seconds: [TYPES.Int, facts.giveUpSeconds ?? null],
    reached: [TYPES.Bit, facts.reached ?? null],
    fail_fast_after: [TYPES.Int, facts.failFastAfter ?? 3],
    fail_fast_within: [TYPES.Int, 60],
    result: [TYPES.VarChar],
    retry_seconds: [TYPES.Int],
    outage: [TYPES.VarChar],
  });
  return outputs;
}

function ending(requestId: number, attemptId: number, outcome: string, facts: EndFacts) {
  return {
    request_id: [TYPES.Int, requestId],
    attempt_id: [TYPES.Int, attemptId],
    lease_token: [TYPES.UniqueIdentifier, facts.token ?? tokenOf(requestId, facts.process)],
    outcome: [TYPES.VarChar, outcome],
    http_status: [TYPES.Int, 200],
    duration_ms: [TYPES.Int, 123],
    sent_at: [TYPES.DateTime2, new Date(2026, 0, 2, 3, 4, 5, 678)],
    cause: [TYPES.NVarChar, "as the test says"],
    request_body: [TYPES.NVarChar, '{"infno":"9901"}'],
  } as const;
}

/** Gives @holds. */
export async function holds(client: Client, requestId: number, process = 1, interfaceClass: string | null = null) {
  const { outputs } = await client.execute("sp_medical_insurance_holds", {
    request_id: [TYPES.Int, requestId],
    lease_token: [TYPES.UniqueIdentifier, tokenOf(requestId, process)],
    interface_class: [TYPES.VarChar, interfaceClass],
    holds: [TYPES.Bit],
  });
  return outputs.holds;
}

/** Gives @rescued. */
export async function rescue(client: Client, requestId: number | null = null): Promise<unknown> {
  const executed = await client.execute("sp_medical_insurance_rescue", {
    request_id: [TYPES.Int, requestId],
    rescued: [TYPES.Int],
  });
  return executed.outputs.rescued;
}

/** How the database is. */
export async function inspect(client: Client): Promise<Row> {
  const { rows } = await client.execute("sp_medical_insurance_inspect", {});
  const [row, ...others] = rows;
  if (row === undefined || others.length > 0) throw new Error(`inspect gives ${rows.length} rows`);
  return row;
}

export function wait(client: Client, requestId: number, timeoutSeconds: number): Promise<Executed> {
  return client.execute("sp_medical_insurance_wait", {
    result_id: [TYPES.Int, requestId],
    timeout_seconds: [TYPES.Int, timeoutSeconds],
  });
}

export async function view(client: Client, requestId: number): Promise<Row> {
  const [row = {}] = await client.query(`SELECT * FROM v_medical_insurance_result WHERE request_id = ${requestId}`);
  return row;
}

/** The request's line for the person who records outcomes; undefined when there is none. */
export async function unreconciled(client: Client, requestId: number): Promise<Row | undefined> {
  const rows = await client.query(`SELECT * FROM v_medical_insurance_unreconciled WHERE request_id = ${requestId}`);
  return rows[0];
}

/** The number of the error that the server raises. */
export async function errorNumberOf(action: Promise<unknown>): Promise<unknown> {
  try {
    await action;
    return "no error";
  } catch (error) {
    return error instanceof Error && "number" in error ? error.number : error;
  }
}

export async function resolve(client: Client, requestId: number, resolution: string, note?: string): Promise<void> {
  await client.execute("sp_medical_insurance_resolve", {
    request_id: [TYPES.Int, requestId],
    resolution: [TYPES.VarChar, resolution],
    reference: [TYPES.NVarChar, null],
    note: [TYPES.NVarChar, note ?? null],
  });
}

/** The row of `show`; undefined when there is none. */
export async function show(client: Client, requestId: number): Promise<Row | undefined> {
  return (await client.execute("sp_medical_insurance_show", { request_id: [TYPES.Int, requestId] })).rows[0];
}

export interface ListFacts {
  readonly limit?: number;
  readonly status?: string;
  readonly code?: string;
  readonly since?: Date;
  readonly unreconciled?: boolean;
}

/** The numbers of the listed requests. */
export async function list(client: Client, facts: ListFacts): Promise<readonly unknown[]> {
  const { rows } = await client.execute("sp_medical_insurance_list", {
    limit: [TYPES.Int, facts.limit ?? 1000],
    status: [TYPES.VarChar, facts.status ?? null],
    interface_code: [TYPES.VarChar, facts.code ?? null],
    since: [TYPES.DateTime2, facts.since ?? null],
    unreconciled: [TYPES.Bit, facts.unreconciled ?? false],
  });
  return rows.map(({ request_id }) => request_id);
}
