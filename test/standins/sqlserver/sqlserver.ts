import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { takeLoopbackAddress } from "../loopback.ts";
import { type Backup, backUp, restore } from "./backup.ts";
import { openConnection } from "./connection.ts";
import { createFaults, type Faults } from "./faults.ts";
import { accept, newIdentity } from "./identity.ts";
import { launcherOf, type Processor } from "./launch-processor.ts";
import { type Call, serveSession } from "./session.ts";
import type { Database } from "./session-state.ts";
import { type InterfaceRow, newOutage, type Tables } from "./tables.ts";
import type { ServerCertificate } from "./wire/tls-in-prelogin.ts";

export interface StandInOptions {
  /** What sp_medical_insurance_call starts; absent as in an installation without xp_cmdshell. */
  readonly processor?: Processor;
  readonly interfaces: readonly InterfaceRow[];
  /** The database's local clock. */
  readonly clock?: () => Date;
  readonly tls?: ServerCertificate;
  /** Instead of an address and a password that no other stand-in has. */
  readonly host?: string;
  readonly password?: string;
  readonly port?: number;
}

export interface SqlServerStandIn {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The owner of the database, who may do everything. */
  readonly user: string;
  /** A login that has the role medical_insurance_his alone; the same password. */
  readonly hisUser: string;
  readonly password: string;
  /** In the form of ODBC, as the processor's configuration has it. */
  readonly connectionString: string;
  readonly tables: Tables;
  /** Every request after a login, in the order of arrival. */
  readonly calls: readonly Call[];
  readonly logins: number;
  readonly faults: Faults;
  forceDelayedDurability(): void;
  backUp(): Backup;
  /** Closes all connections, as RESTORE must, and brings the rows of a backup back. */
  restore(backup: Backup): void;
  /** Closes all connections and refuses new ones, until `comeBack`; the tables stay. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  stop(): Promise<void>;
}

const name = "HIS";
const user = "medical_insurance";
const hisUser = "his_login";
const version = 2;

/** Starts a SQL Server stand-in on loopback. */
export async function startSqlServerStandIn(options: StandInOptions): Promise<SqlServerStandIn> {
  const { host = takeLoopbackAddress(), password = randomBytes(12).toString("hex") } = options;
  const now = options.clock ?? (() => new Date());
  const tables = emptyTables(options.interfaces, now());
  const { faults, meetFault } = createFaults();
  const calls: Call[] = [];
  const sockets = new Set<Socket>();
  let logins = 0;
  let stopping = new AbortController();
  const { processor } = options;
  const launch = processor && launcherOf(processor);
  const processorPath = processor === undefined ? "" : [processor.command, ...processor.args].join(" ");
  const identity = newIdentity(name, now());
  const database: Database = {
    name,
    tables,
    typedViews: new Map(),
    identity,
    isDurabilityForced: false,
    now,
    launch,
    processorPath,
  };
  accept(database, user);
  const rules = {
    database,
    logins: new Map([
      [user, { password, role: "owner" as const }],
      [hisUser, { password, role: "his" as const }],
    ]),
    tls: options.tls,
    meetFault,
    stopping: () => stopping.signal,
    onLogin: () => {
      logins += 1;
    },
    onCall: (call: Call) => {
      calls.push(call);
    },
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    void serveSession(openConnection(socket), rules);
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, host);
    await once(server, "listening");
    // A TCP server's address is an object; only a pipe's is a text.
    return (server.address() as AddressInfo).port;
  };
  const close = async (): Promise<void> => {
    stopping.abort();
    stopping = new AbortController();
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    await closed;
  };
  const port = await listen(options.port ?? 0);
  return {
    host,
    port,
    database: name,
    user,
    hisUser,
    password,
    connectionString: `DRIVER={SQL Server};SERVER=${host},${port};DATABASE=${name};UID=${user};PWD=${password}`,
    tables,
    calls,
    get logins() {
      return logins;
    },
    faults,
    forceDelayedDurability() {
      database.isDurabilityForced = true;
    },
    backUp: () => backUp(database),
    restore(backup) {
      for (const socket of sockets) socket.destroy();
      restore(database, backup);
    },
    goAway: close,
    comeBack: async () => {
      await listen(port);
    },
    stop: close,
  };
}

function emptyTables(interfaces: readonly InterfaceRow[], now: Date): Tables {
  return {
    medical_insurance_interfaces: [...interfaces],
    medical_insurance_requests: [],
    medical_insurance_attempts: [],
    medical_insurance_responses: [],
    medical_insurance_version: [{ version, installed_at: now, fixmedins_code: null, results_of: null }],
    medical_insurance_purges: [],
    medical_insurance_outage: [newOutage()],
    medical_insurance_accepted_databases: [],
    next: { request_id: 1, msgid: 0, attempt_id: 1, response_id: 1 },
  };
}
