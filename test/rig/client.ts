import { Connection, type ConnectionConfiguration, Request, type TYPES } from "tedious";

export type Row = Readonly<Record<string, unknown>>;
type DataType = (typeof TYPES)[keyof typeof TYPES];

/** A parameter's type and value; one without a value is an output. */
export type Parameter = readonly [type: DataType, value: unknown] | readonly [type: DataType];

export interface Executed {
  readonly rows: readonly Row[];
  readonly outputs: Row;
  readonly status: number | undefined;
}

/** One connection to a server under test, with nothing of the product's own store between. */
export interface Client {
  /** Rejects with tedious' error, whose `number` is the server's. */
  execute(procedure: string, parameters: Readonly<Record<string, Parameter>>): Promise<Executed>;
  /** SQL text as a parameter of sp_executesql, with values for its variables. */
  text(sql: string, parameters: Readonly<Record<string, Parameter>>): Promise<Executed>;
  query(sql: string): Promise<readonly Row[]>;
  /** SQL text as it is. */
  batch(sql: string): Promise<readonly Row[]>;
  begin(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  close(): void;
}

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly encrypt: boolean;
  /** As the server's APP_NAME() has it; tedious' own when it is absent. */
  readonly applicationName?: string;
}

/** @param requestTimeoutMs after which the client gives a request up with an attention; 0 for never */
export async function connect(address: Address, requestTimeoutMs = 0): Promise<Client> {
  const connection = new Connection(configuration(address, requestTimeoutMs));
  await settle((done) => connection.connect(done));
  // A lost connection shows itself in the request that needs it.
  connection.on("error", () => {});
  return {
    execute(procedure, parameters) {
      return run((request) => connection.callProcedure(request), procedure, parameters);
    },
    text(sql, parameters) {
      return run((request) => connection.execSql(request), sql, parameters);
    },
    async query(sql) {
      return (await run((request) => connection.execSql(request), sql, {})).rows;
    },
    async batch(sql) {
      return (await run((request) => connection.execSqlBatch(request), sql, {})).rows;
    },
    begin: () => settle((done) => connection.beginTransaction(done)),
    commit: () => settle((done) => connection.commitTransaction(done)),
    rollback: () => settle((done) => connection.rollbackTransaction(done)),
    close: () => connection.close(),
  };
}

function configuration(address: Address, requestTimeout: number): ConnectionConfiguration {
  const { user, password, port, database, encrypt, applicationName } = address;
  return {
    server: address.host,
    authentication: { type: "default", options: { userName: user, password } },
    options: {
      port,
      database,
      encrypt,
      trustServerCertificate: true,
      ...(applicationName === undefined ? {} : { appName: applicationName }),
      useUTC: false,
      requestTimeout,
      cancelTimeout: requestTimeout || 5000,
      rowCollectionOnRequestCompletion: true,
    },
  };
}

function run(
  send: (request: Request) => void,
  text: string,
  parameters: Readonly<Record<string, Parameter>>,
): Promise<Executed> {
  return new Promise((resolve, reject) => {
    const outputs: Record<string, unknown> = {};
    let status: number | undefined;
    const request = new Request(text, (error, _count, rows: readonly (readonly Cell[])[] = []) => {
      if (error) reject(error);
      else resolve({ rows: rows.map(toRow), outputs, status });
    });
    for (const [name, [type, value]] of Object.entries(parameters)) {
      if (value === undefined) request.addOutputParameter(name, type);
      else request.addParameter(name, type, value);
    }
    request.on("returnValue", (name: string, value: unknown) => {
      outputs[name] = value;
    });
    request.on("doneProc", (_count, _more, returned: number | undefined) => {
      status = returned;
    });
    send(request);
  });
}

interface Cell {
  readonly metadata: { readonly colName: string };
  readonly value: unknown;
}

function toRow(cells: readonly Cell[]): Row {
  return Object.fromEntries(cells.map((cell) => [cell.metadata.colName, cell.value]));
}

function settle(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}
