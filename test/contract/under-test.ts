import { randomBytes } from "node:crypto";
import { TYPES } from "tedious";
import { installDatabase } from "../../src/installation/install.ts";
import { showInstalled } from "../../src/report/installation.ts";
import { type Address, type Client, connect, type Row } from "../rig/client.ts";
import { fixmedinsCode } from "../rig/procedures.ts";
import { createEmptyDatabase } from "../rig/server.ts";
import { startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";
import type { AttemptRow, InterfaceRow, RequestRow, VersionRow } from "../standins/sqlserver/tables.ts";

/** A server under test: what the suite does to it beyond calling the procedures. */
export interface UnderTest {
  readonly isBabelfish: boolean;
  /** A connection that `stop` closes. */
  connect(): Promise<Client>;
  /** The same of a login that has the role medical_insurance_his alone, from a program of this name. */
  connectAsHis(applicationName: string): Promise<Client>;
  /** Limits what such a login sees in the result view, as `db install --results-of` does. */
  limitResults(of: VersionRow["results_of"]): Promise<void>;
  /** Puts the end of the row's lease into the past. */
  endLease(requestId: number): Promise<void>;
  /** Gives the row this mode, as if a processor had been started for it 61 seconds ago. */
  makeOld(requestId: number, mode: "sync" | "async"): Promise<void>;
  /** Moves the times of the row so many days into the past. */
  makeDaysOld(requestId: number, days: number): Promise<void>;
  /** Ends the pause of a row of the queue that waits for its next try. */
  endPause(requestId: number): Promise<void>;
  /** Puts what is known of an outage, and the next probe, so many seconds into the past. */
  ageOutage(seconds: number): Promise<void>;
  attempts(requestId: number): Promise<readonly Row[]>;
  request(requestId: number): Promise<Row>;
  responseCount(requestId: number): Promise<number>;
  /** Makes it another database than the one that was accepted, by one of the facts that a restore, a copy or a move changes. */
  becomeAnother(by?: IdentifyingColumn): Promise<void>;
  /** What a DBA does after that. */
  acceptDatabase(isSetAside?: boolean): Promise<void>;
  /** As in an installation that was not told the institution's code, before its first claim. */
  forgetInstitution(): Promise<void>;
  stop(): Promise<void>;
}

type IdentifyingColumn = keyof typeof ELSEWHERE;

const ELSEWHERE = {
  server_name: "SQL2",
  database_name: "HIS2",
  created_at: new Date("2020-01-01T00:00:00Z"),
  database_guid: "00000000-0000-4000-8000-000000000001",
  recovery_fork_guid: "00000000-0000-4000-8000-000000000002",
} as const;

/**
 * Class A, B, C with a way to look and to reverse and with key fields, C without them, C whose requests are never the same act; then
 * C and B of which the input to look with is known too.
 */
const withoutLabels = [
  {
    interface_code: "9902",
    name: "上传",
    class: "B",
    reversible: false,
    look_with: "9901",
    look_input: null,
    key_fields: null,
  },
  {
    interface_code: "9903",
    name: "结算",
    class: "C",
    reversible: true,
    look_with: "9901",
    look_input: null,
    key_fields: '["psn_no","bill_no"]',
  },
  {
    interface_code: "9904",
    name: "登记",
    class: "C",
    reversible: false,
    look_with: null,
    look_input: null,
    key_fields: null,
  },
  {
    interface_code: "9905",
    name: "签到",
    class: "C",
    reversible: false,
    look_with: null,
    look_input: null,
    key_fields: "[]",
  },
  {
    interface_code: "9906",
    name: "住院结算",
    class: "C",
    reversible: true,
    look_with: "9901",
    look_input: '{"node":"data","fields":[{"field":"psn_no"},{"field":"setl_id","default":""},{"field":"mdtrt_id"}]}',
    key_fields: null,
  },
  {
    interface_code: "9907",
    name: "入院",
    class: "B",
    reversible: false,
    look_with: "9901",
    look_input:
      '{"fields":[{"field":"psn_no","optional":true},{"field":"begntime","default":"{from} 00:00:00"},{"field":"endDate","default":"{until}"},{"field":"medins","default":"{fixmedins_code}"},{"field":"page","default":"1"}]}',
    key_fields: null,
  },
] as const;
const interfaces: readonly InterfaceRow[] = [
  {
    interface_code: "9901",
    name: "查询",
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
  ...withoutLabels.map((row) => ({ ...row, output_labels: [] })),
];

export async function openStandIn(): Promise<UnderTest> {
  const standIn = await startSqlServerStandIn({ interfaces });
  const { medical_insurance_requests, medical_insurance_attempts, medical_insurance_responses } = standIn.tables;
  const { medical_insurance_accepted_databases, medical_insurance_version } = standIn.tables;
  const recordInstitution = (fixmedins_code: string | null): void => {
    for (const installed of medical_insurance_version) installed.fixmedins_code = fixmedins_code;
  };
  recordInstitution(fixmedinsCode);
  const { host, port, user, hisUser, password, database } = standIn;
  const address = { host, port, user, password, database, encrypt: false };
  const clients = openClients(connect);
  const row = (requestId: number): RequestRow => {
    const found = medical_insurance_requests.find((each) => each.request_id === requestId);
    if (found === undefined) throw new Error(`no request ${requestId}`);
    return found;
  };
  return {
    isBabelfish: false,
    connect: () => clients.open(address),
    connectAsHis: (applicationName) => clients.open({ ...address, user: hisUser, applicationName }),
    async limitResults(of) {
      for (const installed of medical_insurance_version) installed.results_of = of;
    },
    async endLease(requestId) {
      row(requestId).lease_until = new Date(Date.now() - 1000);
    },
    async makeOld(requestId, mode) {
      Object.assign(row(requestId), { mode, create_time: new Date(Date.now() - 61_000) });
    },
    async makeDaysOld(requestId, days) {
      const past = new Date(Date.now() - days * 86_400_000);
      Object.assign(row(requestId), { create_time: past, update_time: past });
    },
    async endPause(requestId) {
      row(requestId).due_at = new Date(Date.now() - 1000);
    },
    async ageOutage(seconds) {
      for (const row of standIn.tables.medical_insurance_outage) {
        const before = (time: Date | null) => (time === null ? null : new Date(time.getTime() - seconds * 1000));
        Object.assign(row, { latest_at: before(row.latest_at), probe_at: before(row.probe_at) });
      }
    },
    attempts: async (requestId) =>
      medical_insurance_attempts
        .filter((each: AttemptRow) => each.request_id === requestId)
        .map((each) => ({ ...each })),
    request: async (requestId) => ({ ...row(requestId) }),
    responseCount: async (requestId) =>
      medical_insurance_responses.filter((each) => each.request_id === requestId).length,
    async becomeAnother(by = "server_name") {
      const elsewhere = medical_insurance_accepted_databases.map((each) => ({ ...each, [by]: ELSEWHERE[by] }));
      medical_insurance_accepted_databases.splice(0, elsewhere.length, ...elsewhere);
    },
    async acceptDatabase(isSetAside = false) {
      const client = await clients.open(address);
      await client.execute("sp_medical_insurance_accept_database", { set_aside: [TYPES.Bit, isSetAside] });
    },
    forgetInstitution: async () => recordInstitution(null),
    async stop() {
      clients.close();
      await standIn.stop();
    },
  };
}

/** A new database with sql/ installed in it, on the server that MSSQL_URL names; `stop` drops it. */
export async function openServer(url: string): Promise<UnderTest> {
  const database = await createEmptyDatabase();
  const owner = await database.open();
  const { exitCode, text } = showInstalled(
    await installDatabase(owner, {
      processorPath: null,
      orgCode: fixmedinsCode,
      interfaces,
    }),
  );
  const address = { ...readUrl(url), database: database.name };
  const clients = openClients(connect);
  const his = { user: `mi_his_${randomBytes(4).toString("hex")}`, password: `Aa1!${randomBytes(8).toString("hex")}` };
  let isHisMade = false;
  const stop = async (): Promise<void> => {
    clients.close();
    owner.close();
    await database.drop();
    if (!isHisMade) return;
    const server = await database.openMaster();
    // Refused while the server has not yet forgotten the login's session; then it stays behind.
    await server.runBatch(`DROP LOGIN ${his.user};`, 0);
    server.close();
  };
  if (exitCode !== 0) {
    await stop();
    throw new Error(text);
  }
  const rowsOf = (table: string, requestId: number): Promise<readonly Row[]> =>
    owner.run(`SELECT * FROM dbo.medical_insurance_${table} WHERE request_id = ${requestId} ORDER BY 1`);
  const update = async (requestId: number, assignments: string): Promise<void> => {
    await owner.run(`UPDATE dbo.medical_insurance_requests SET ${assignments} WHERE request_id = ${requestId}`);
  };
  return {
    isBabelfish: database.isBabelfish,
    connect: () => clients.open(address),
    async connectAsHis(applicationName) {
      if (!isHisMade) {
        isHisMade = true;
        await owner.run(`CREATE LOGIN ${his.user} WITH PASSWORD = '${his.password}';`);
        await owner.run(`CREATE USER ${his.user} FOR LOGIN ${his.user};`);
        await owner.run(`ALTER ROLE medical_insurance_his ADD MEMBER ${his.user};`);
      }
      return clients.open({ ...address, ...his, applicationName });
    },
    async limitResults(of) {
      const value = of === null ? "NULL" : `'${of}'`;
      await owner.run(`UPDATE dbo.medical_insurance_version SET results_of = ${value};`);
    },
    endLease: (requestId) => update(requestId, "lease_until = DATEADD(SECOND, -1, SYSDATETIME())"),
    makeOld: (requestId, mode) =>
      update(requestId, `mode = '${mode}', create_time = DATEADD(SECOND, -61, SYSDATETIME())`),
    makeDaysOld: (requestId, days) =>
      update(
        requestId,
        `create_time = DATEADD(DAY, -${days}, GETDATE()), update_time = DATEADD(DAY, -${days}, GETDATE())`,
      ),
    endPause: (requestId) => update(requestId, "due_at = DATEADD(SECOND, -1, SYSDATETIME())"),
    async ageOutage(seconds) {
      const before = (column: string) => `${column} = DATEADD(SECOND, -${seconds}, ${column})`;
      await owner.run(`UPDATE dbo.medical_insurance_outage SET ${before("latest_at")}, ${before("probe_at")}`);
    },
    attempts: (requestId) => rowsOf("attempts", requestId),
    request: async (requestId) => (await rowsOf("requests", requestId))[0] ?? {},
    responseCount: async (requestId) => (await rowsOf("responses", requestId)).length,
    async becomeAnother(by = "server_name") {
      const value = by === "created_at" ? "20200101" : ELSEWHERE[by];
      await owner.run(`UPDATE dbo.medical_insurance_accepted_databases SET ${by} = '${value}';`);
    },
    async acceptDatabase(isSetAside = false) {
      await owner.run(`EXEC dbo.sp_medical_insurance_accept_database @set_aside = ${isSetAside ? 1 : 0};`);
    },
    async forgetInstitution() {
      await owner.run("UPDATE dbo.medical_insurance_version SET fixmedins_code = NULL;");
    },
    stop,
  };
}

function openClients(openOne: (address: Address) => Promise<Client>): {
  open(address: Address): Promise<Client>;
  close(): void;
} {
  const clients: Client[] = [];
  return {
    async open(address) {
      const client = await openOne(address);
      clients.push(client);
      return client;
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

function readUrl(text: string): Omit<Address, "database"> {
  const url = new URL(text);
  return {
    host: url.hostname,
    port: Number(url.port || 1433),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    encrypt: url.searchParams.get("encrypt") !== "false",
  };
}
