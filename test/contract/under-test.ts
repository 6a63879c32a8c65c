import { startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";
import type { AttemptRow, RequestRow } from "../standins/sqlserver/tables.ts";
import { type Address, type Client, connect, type Row } from "./client.ts";

/** A server under test: what the suite does to it beyond calling the procedures. */
export interface UnderTest {
  /** A connection that `stop` closes. */
  connect(): Promise<Client>;
  /** Puts the end of the row's lease into the past. */
  endLease(requestId: number): Promise<void>;
  /** Makes the row one of sync mode, as if a processor had been started for it 61 seconds ago. */
  makeOldSync(requestId: number): Promise<void>;
  attempts(requestId: number): Promise<readonly Row[]>;
  request(requestId: number): Promise<Row>;
  responseCount(requestId: number): Promise<number>;
  stop(): Promise<void>;
}

/** Class A, B, C with a way to look and to reverse, C with neither. */
const interfaces = [
  { interface_code: "9901", name: "查询", class: "A", reversible: false, look_with: null },
  { interface_code: "9902", name: "上传", class: "B", reversible: false, look_with: "9901" },
  { interface_code: "9903", name: "结算", class: "C", reversible: true, look_with: "9901" },
  { interface_code: "9904", name: "登记", class: "C", reversible: false, look_with: null },
] as const;

export async function openStandIn(): Promise<UnderTest> {
  const standIn = await startSqlServerStandIn({ interfaces });
  const { medical_insurance_requests, medical_insurance_attempts, medical_insurance_responses } = standIn.tables;
  const { port, user, password, database } = standIn;
  const clients = openClients({ host: "127.0.0.1", port, user, password, database, encrypt: false });
  const row = (requestId: number): RequestRow => {
    const found = medical_insurance_requests.find((each) => each.request_id === requestId);
    if (found === undefined) throw new Error(`no request ${requestId}`);
    return found;
  };
  return {
    connect: clients.open,
    async endLease(requestId) {
      row(requestId).lease_until = new Date(Date.now() - 1000);
    },
    async makeOldSync(requestId) {
      Object.assign(row(requestId), { mode: "sync", create_time: new Date(Date.now() - 61_000) });
    },
    attempts: async (requestId) =>
      medical_insurance_attempts
        .filter((each: AttemptRow) => each.request_id === requestId)
        .map((each) => ({ ...each })),
    request: async (requestId) => ({ ...row(requestId) }),
    responseCount: async (requestId) =>
      medical_insurance_responses.filter((each) => each.request_id === requestId).length,
    async stop() {
      clients.close();
      await standIn.stop();
    },
  };
}

/**
 * Opens a database in which the installation has put sql/; its requests are deleted.
 *
 * @param url mssql://user:password@host:port/database?encrypt=false; the database's name must contain "test"
 */
export async function openServer(url: string): Promise<UnderTest> {
  const address = readUrl(url);
  if (!/test/i.test(address.database))
    throw new Error(`MSSQL_URL names "${address.database}", which is no database for tests`);
  const clients = openClients(address);
  const owner = await clients.open();
  for (const table of ["responses", "attempts", "requests"])
    await owner.query(`DELETE FROM dbo.medical_insurance_${table}`);
  await owner.query("DELETE FROM dbo.medical_insurance_interfaces WHERE interface_code LIKE '990%'");
  for (const { interface_code, name, class: kind, reversible, look_with } of interfaces) {
    const values = `'${interface_code}', N'${name}', '${kind}', ${reversible ? 1 : 0}, ${look_with ?? "NULL"}`;
    await owner.query(
      `INSERT INTO dbo.medical_insurance_interfaces (interface_code, name, class, reversible, look_with) VALUES (${values})`,
    );
  }
  const rowsOf = (table: string, requestId: number): Promise<readonly Row[]> =>
    owner.query(`SELECT * FROM dbo.medical_insurance_${table} WHERE request_id = ${requestId} ORDER BY 1`);
  const update = async (requestId: number, assignments: string): Promise<void> => {
    await owner.query(`UPDATE dbo.medical_insurance_requests SET ${assignments} WHERE request_id = ${requestId}`);
  };
  return {
    connect: clients.open,
    endLease: (requestId) => update(requestId, "lease_until = DATEADD(SECOND, -1, SYSDATETIME())"),
    makeOldSync: (requestId) => update(requestId, "mode = 'sync', create_time = DATEADD(SECOND, -61, SYSDATETIME())"),
    attempts: (requestId) => rowsOf("attempts", requestId),
    request: async (requestId) => (await rowsOf("requests", requestId))[0] ?? {},
    responseCount: async (requestId) => (await rowsOf("responses", requestId)).length,
    async stop() {
      clients.close();
    },
  };
}

function openClients(address: Address): { open(): Promise<Client>; close(): void } {
  const clients: Client[] = [];
  return {
    async open() {
      const client = await connect(address);
      clients.push(client);
      return client;
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

function readUrl(text: string): Address {
  const url = new URL(text);
  return {
    host: url.hostname,
    port: Number(url.port || 1433),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    encrypt: url.searchParams.get("encrypt") !== "false",
  };
}
