import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { TYPES } from "tedious";
import { interfaceRows } from "../../src/interfaces/catalogue.ts";
import { type InsurerOptions, type InsurerStandIn, startInsurerStandIn } from "../standins/insurer/insurer.ts";
import { type SqlServerStandIn, type StandInOptions, startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";
import type { Mode } from "../standins/sqlserver/tables.ts";
import { type Client, connect, type Row } from "./client.ts";
import { configurationFile, institution, type Overrides } from "./configuration.ts";
import { type Exit, type ProcessorCommand, processor, type Running, startProcess } from "./processor.ts";
import { type Rows, rowsOf } from "./rows.ts";

export interface RigOptions {
  readonly configuration?: Overrides;
  readonly insurer?: Partial<InsurerOptions>;
  readonly sql?: Partial<StandInOptions>;
  /** Environment variables of the processor, in addition to PATH. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Instead of the usual one. */
  readonly processor?: ProcessorCommand;
}

/** Both stand-ins, a folder with a configuration that joins them, and the processor. */
export interface Rig extends Rows {
  readonly sql: SqlServerStandIn;
  readonly insurer: InsurerStandIn;
  /** Contains config.json and, after the first line or spooled reply, logs/ and logs/spool/. */
  readonly folder: string;
  /** Writes config.json anew. */
  configure(overrides: Overrides): Promise<void>;
  /** One process of the processor from start to end: `run(7, "--json")`, `run("drain")`. */
  run(...words: readonly (string | number)[]): Promise<Exit>;
  /** The same, to be killed on its way. */
  start(...words: readonly (string | number)[]): Running;
  /** Calls sp_medical_insurance_call over TDS, which starts the processor; gives the request's number. */
  callHis(infno: string, input: string | object, mode?: Mode): Promise<number>;
  /** Waits in sp_medical_insurance_wait until the request has ended, ten seconds at most. */
  waitUntilFinal(requestId: number): Promise<void>;
  /** The row of v_medical_insurance_result, over TDS. */
  view(requestId: number): Promise<Row>;
  close(): Promise<void>;
}

/** Sets up a rig; `close` kills what still runs and removes everything. */
export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), "medical-insurance-"));
  const file = join(folder, "config.json");
  const insurer = await startInsurerStandIn({
    fixmedins_code: institution.org_code,
    access_key: institution.app_id,
    secret: institution.app_secret,
    ...options.insurer,
  });
  const { command, args } = options.processor ?? processor;
  const environment = options.environment ?? {};
  const configured = { command, args: [...args, "--config", file] };
  const sql = await startSqlServerStandIn({
    interfaces: interfaceRows(),
    processor: { ...configured, env: environment },
    ...options.sql,
  });
  const configure = (overrides: Overrides): Promise<void> =>
    writeFile(file, JSON.stringify(configurationFile(insurer.url, sql.connectionString, overrides)));
  await configure(options.configuration ?? {});
  const running = new Set<Running>();
  const start: Rig["start"] = (...words) => {
    const started = startProcess(configured, words.map(String), { cwd: "/", environment });
    running.add(started);
    void started.ended.finally(() => running.delete(started));
    return started;
  };
  return {
    ...rowsOf(sql.tables),
    sql,
    insurer,
    folder,
    configure,
    run: (...words) => start(...words).ended,
    start,
    callHis: (infno, input, mode = "sync") =>
      asHis(sql, (his) => callProcedure(his, infno, typeof input === "string" ? input : JSON.stringify(input), mode)),
    waitUntilFinal: (requestId) => asHis(sql, (his) => waitFor(his, requestId)),
    view: (requestId) => asHis(sql, (his) => viewRow(his, requestId)),
    async close() {
      await Promise.all([...running].map((each) => each.kill()));
      await sql.stop();
      await insurer.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** A rig that is closed when its test ends. */
export async function rigFor(test: Pick<TestContext, "after">, options?: RigOptions): Promise<Rig> {
  const rig = await openRig(options);
  test.after(() => rig.close());
  return rig;
}

async function asHis<T>(
  { host, port, user, password, database }: SqlServerStandIn,
  use: (his: Client) => Promise<T>,
): Promise<T> {
  const his = await connect({ host, port, user, password, database, encrypt: false });
  try {
    return await use(his);
  } finally {
    his.close();
  }
}

async function callProcedure(his: Client, infno: string, input: string, mode: Mode): Promise<number> {
  const { outputs } = await his.execute("sp_medical_insurance_call", {
    interface_code: [TYPES.VarChar, infno],
    input_data: [TYPES.NVarChar, input],
    result_id: [TYPES.Int],
    mode: [TYPES.VarChar, mode],
  });
  return Number(outputs.result_id);
}

async function waitFor(his: Client, requestId: number): Promise<void> {
  const { status } = await his.execute("sp_medical_insurance_wait", {
    result_id: [TYPES.Int, requestId],
    timeout_seconds: [TYPES.Int, 10],
  });
  if (status !== 0) throw new Error(`request ${requestId} is still open after ten seconds`);
}

async function viewRow(his: Client, requestId: number): Promise<Row> {
  const rows = await his.query(`SELECT * FROM v_medical_insurance_result WHERE request_id = ${requestId}`);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`the view has ${rows.length} rows of request ${requestId}`);
  return row;
}
