import { randomBytes } from "node:crypto";
import type { DatabaseSettings } from "../../src/config/connection-string.ts";
import { installDatabase } from "../../src/installation/install.ts";
import type { Database } from "../../src/installation/installed.ts";
import type { InterfaceRow } from "../../src/installation/interface-rows.ts";
import type { StoreFailure } from "../../src/store/failure.ts";
import { connect, type Row, type Session } from "../../src/store/session.ts";
import { adaptToBabelfish, STAND_INS } from "./babelfish.ts";

/** `mssql://user:password@host:port/database?encrypt=false`; the suite makes databases of its own on that server. */
export const serverUrl = process.env.MSSQL_URL;

/** For the options of describe: false, or why nothing runs. */
export const skipWithoutServer: false | string = serverUrl === undefined ? "MSSQL_URL names no SQL Server" : false;

export interface TestSession extends Database {
  /** Executes one batch; a refusal is thrown as SqlRefusal. */
  run(sql: string): Promise<readonly Row[]>;
  /** Executes a batch that must be refused. */
  refusal(sql: string): Promise<SqlRefusal>;
  close(): void;
}

export class SqlRefusal extends Error {
  readonly number: number;
  constructor(failure: StoreFailure) {
    super(failure.cause);
    this.number = "number" in failure ? (failure.number ?? 0) : 0;
  }
}

export interface TestDatabase {
  readonly name: string;
  readonly settings: DatabaseSettings;
  readonly isBabelfish: boolean;
  /** The administrator's, unless another login is named. */
  open(login?: { readonly user: string; readonly password: string }): Promise<TestSession>;
  drop(): Promise<void>;
}

export const INTERFACES: readonly InterfaceRow[] = [
  { interface_code: "1101", name: "人员信息获取", class: "A", reversible: false, look_with: null },
  { interface_code: "2203", name: "就诊信息上传", class: "B", reversible: false, look_with: null },
  { interface_code: "2207", name: "门诊结算", class: "C", reversible: true, look_with: "5203" },
  { interface_code: "2201", name: "挂号", class: "C", reversible: false, look_with: null },
];

/** A new database with nothing of ours in it. */
export async function createEmptyDatabase(clause = ""): Promise<TestDatabase> {
  const settings = readUrl(serverUrl ?? "");
  const name = `mi_test_${randomBytes(5).toString("hex")}`;
  const server = await openSession({ ...settings, database: "master" }, false);
  const [{ version = "" } = {}] = await server.run("SELECT @@VERSION AS version;");
  const isBabelfish = String(version).includes("Babelfish");
  await server.run(`CREATE DATABASE ${name} ${clause};`);
  const database: TestDatabase = {
    name,
    settings: { ...settings, database: name },
    isBabelfish,
    open: (login) => openSession({ ...settings, ...login, database: name }, isBabelfish),
    async drop() {
      // Sessions that a test left behind would keep the database.
      if (!isBabelfish) await server.run(`ALTER DATABASE ${name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;`);
      await server.run(`DROP DATABASE ${name};`);
      server.close();
    },
  };
  if (isBabelfish) {
    const session = await database.open();
    for (const standIn of STAND_INS) await session.run(standIn);
    session.close();
  }
  return database;
}

/** A database in which the installation has run. */
export async function createDatabase(processorPath: string | null = null): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  const session = await database.open();
  const { exitCode, text } = await installDatabase(session, { processorPath, interfaces: INTERFACES });
  session.close();
  if (exitCode !== 0) throw new Error(text);
  return database;
}

async function openSession(settings: DatabaseSettings, isBabelfish: boolean): Promise<TestSession> {
  const session = await connect(settings, 15_000);
  if ("reason" in session) throw new SqlRefusal(session);
  const runBatch = isBabelfish ? adapted(session) : session.runBatch;
  const run: TestSession["run"] = async (sql) => {
    const result = await runBatch(sql, 120_000);
    if ("reason" in result) throw new SqlRefusal(result);
    return result.rows;
  };
  return {
    runBatch,
    run,
    async refusal(sql) {
      const result = await runBatch(sql, 120_000);
      if ("reason" in result) return new SqlRefusal(result);
      throw new Error(`not refused: ${sql}`);
    },
    close: () => session.close(),
  };
}

function adapted(session: Session): Session["runBatch"] {
  return async (sql, timeoutMs) => {
    const [first = "", ...others] = adaptToBabelfish(sql);
    let result = await session.runBatch(first, timeoutMs);
    for (const batch of others) if (!("reason" in result)) result = await session.runBatch(batch, timeoutMs);
    return result;
  };
}

function readUrl(text: string): DatabaseSettings {
  const url = new URL(text);
  return {
    server: url.hostname,
    port: Number(url.port || 1433),
    instanceName: null,
    database: url.pathname.slice(1),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    domain: null,
    encrypt: url.searchParams.get("encrypt") !== "false",
    trustServerCertificate: true,
  };
}
