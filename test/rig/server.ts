import { randomBytes } from "node:crypto";
import { after, type TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { DatabaseSettings } from "../../src/config/connection-string.ts";
import { installDatabase } from "../../src/installation/install.ts";
import type { Database } from "../../src/installation/installed.ts";
import type { InterfaceRow } from "../../src/interfaces/catalogue.ts";
import { showInstalled } from "../../src/report/installation.ts";
import type { Row } from "../../src/store/session.ts";
import { adaptToBabelfish, STAND_INS } from "./babelfish.ts";
import { logIn, type SqlConnection, SqlRefusal } from "./connection.ts";

/** `mssql://user:password@host:port/database?encrypt=false`; the suite makes databases of its own on that server. */
export const serverUrl = process.env.MSSQL_URL;

/** For the options of describe: false, or why nothing runs. */
export const skipWithoutServer: false | string = serverUrl === undefined ? "MSSQL_URL names no SQL Server" : false;

/** One login; what it runs is adapted to the server. */
export interface TestSession extends Database {
  /** Executes one batch and gives the rows of all its result sets; a refusal is thrown. */
  run(batch: string): Promise<readonly Row[]>;
  /** The first row of a batch. */
  row(batch: string): Promise<Row>;
  /** Executes a batch that must be refused. */
  refusal(batch: string): Promise<SqlRefusal>;
  close(): void;
}

export interface TestDatabase {
  readonly name: string;
  readonly isBabelfish: boolean;
  /** The administrator's session, unless another login is named. */
  open(login?: { readonly user: string; readonly password: string }): Promise<TestSession>;
  /** The administrator's session in master. */
  openMaster(): Promise<TestSession>;
  drop(): Promise<void>;
}

export const INTERFACES: readonly InterfaceRow[] = [
  {
    interface_code: "1101",
    name: "人员信息获取",
    class: "A",
    reversible: false,
    look_with: null,
    look_input: null,
    key_fields: null,
    output_labels: [
      { node: "baseinfo", field: "psn_name", label: "人员姓名" },
      { node: "insuinfo", field: "balc", label: "余额" },
    ],
  },
  {
    interface_code: "2203",
    name: "就诊信息上传",
    class: "B",
    reversible: false,
    look_with: null,
    look_input: null,
    key_fields: null,
    output_labels: [],
  },
  {
    interface_code: "2207",
    name: "门诊结算",
    class: "C",
    reversible: true,
    look_with: "5203",
    look_input: '{"node":"data","fields":[{"field":"psn_no"},{"field":"setl_id","default":""},{"field":"mdtrt_id"}]}',
    key_fields: '["psn_no","mdtrt_id","chrg_bchno"]',
    output_labels: [],
  },
  {
    interface_code: "2201",
    name: "门诊挂号",
    class: "C",
    reversible: false,
    look_with: null,
    look_input: null,
    key_fields: null,
    output_labels: [],
  },
];

/** However a file's tests end, when a login fails before the first of them too, nothing stays open and no database stays behind. */
const made: TestDatabase[] = [];
after(async () => {
  for (const database of made) await database.drop();
});

/** A new database with nothing of ours in it; it is dropped after the file's tests, if they have not done it. */
export async function createEmptyDatabase(clause = ""): Promise<TestDatabase> {
  const settings = readUrl(serverUrl ?? "");
  const name = `mi_test_${randomBytes(5).toString("hex")}`;
  const server = await logIn({ ...settings, database: "master" });
  const [{ version = "" } = {}] = await server.run("SELECT @@VERSION AS version;");
  const isBabelfish = String(version).includes("Babelfish");
  await server.run(`CREATE DATABASE ${name} ${clause};`).catch((error: unknown) => {
    server.close();
    throw error;
  });
  const opened: TestSession[] = [];
  const open = async (changed: Partial<DatabaseSettings>): Promise<TestSession> => {
    const session = await openSession({ ...settings, ...changed }, isBabelfish);
    opened.push(session);
    return session;
  };
  const dropNow = async (): Promise<void> => {
    for (const session of opened) session.close();
    await dropWhenUnused(server, name).finally(() => server.close());
  };
  let dropped: Promise<void> | undefined;
  const database: TestDatabase = {
    name,
    isBabelfish,
    open: (login) => open({ ...login, database: name }),
    openMaster: () => open({ database: "master" }),
    async drop() {
      dropped ??= dropNow();
      await dropped;
    },
  };
  made.push(database);
  if (isBabelfish) {
    const session = await database.open();
    for (const standIn of STAND_INS) await session.run(standIn);
    session.close();
  }
  return database;
}

/** A session that is closed with its test, however the test ends. */
export async function openFor(context: TestContext, database: TestDatabase): Promise<TestSession> {
  const session = await database.open();
  context.after(() => session.close());
  return session;
}

/** A closed connection stays in the server's books for a moment. */
async function dropWhenUnused(server: SqlConnection, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await server.run(`DROP DATABASE ${name};`);
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await pause(100);
    }
  }
}

/** A database in which the installation has run. */
export async function createDatabase(processorPath: string | null): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  const session = await database.open();
  const { exitCode, text } = showInstalled(
    await installDatabase(session, { processorPath, orgCode: null, interfaces: INTERFACES }),
  );
  session.close();
  if (exitCode !== 0) throw new Error(text);
  return database;
}

async function openSession(settings: DatabaseSettings, isBabelfish: boolean): Promise<TestSession> {
  const connection = await logIn(settings);
  const run: TestSession["run"] = async (batch) => {
    let rows: readonly Row[] = [];
    for (const part of isBabelfish ? adaptToBabelfish(batch) : [batch]) rows = await connection.run(part);
    return rows;
  };
  const refused = (batch: string): Promise<SqlRefusal | null> =>
    run(batch).then(
      () => null,
      (error: unknown) => {
        if (error instanceof SqlRefusal) return error;
        throw error;
      },
    );
  return {
    run,
    async row(batch) {
      const [first] = await run(batch);
      if (first === undefined) throw new Error(`no row: ${batch}`);
      return first;
    },
    async refusal(batch) {
      const refusal = await refused(batch);
      if (refusal === null) throw new Error(`not refused: ${batch}`);
      return refusal;
    },
    async runBatch(batch) {
      try {
        return { rows: await run(batch), output: {} };
      } catch (error) {
        if (error instanceof SqlRefusal) return { reason: "call-refused", number: error.number, cause: error.message };
        throw error;
      }
    },
    close: () => connection.close(),
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
    tlsMinVersion: "TLSv1.2",
    multiSubnetFailover: false,
    applicationName: "test",
  };
}
