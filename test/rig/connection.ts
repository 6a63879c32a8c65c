import { Connection, Request } from "tedious";
import type { DatabaseSettings } from "../../src/config/connection-string.ts";
import type { Row } from "../../src/store/session.ts";

/** A statement that the server refused, with its number and its own words. */
export class SqlRefusal extends Error {
  readonly number: number;
  constructor(number: number, text: string) {
    super(text);
    this.number = number;
  }
}

/** One login of the suite's own, because the product's store keeps the server's words to itself. */
export interface SqlConnection {
  /** Executes one batch and gives the rows of all its result sets. */
  run(batch: string): Promise<readonly Row[]>;
  close(): void;
}

export async function logIn(settings: DatabaseSettings): Promise<SqlConnection> {
  const { server, user, password, database, encrypt } = settings;
  const connection = new Connection({
    server,
    authentication: { type: "default", options: { userName: user, password } },
    options: {
      port: settings.port ?? 1433,
      database,
      encrypt,
      trustServerCertificate: true,
      requestTimeout: 120_000,
      useUTC: false,
    },
  });
  await new Promise<void>((resolve, reject) =>
    connection.connect((error) => (error ? reject(error) : resolve())),
  ).catch((error: unknown) => {
    connection.close();
    throw error;
  });
  // A lost connection shows itself in the batch that needs it.
  connection.on("error", () => {});
  return { run: (batch) => runOn(connection, batch), close: () => connection.close() };
}

function runOn(connection: Connection, batch: string): Promise<readonly Row[]> {
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    const request = new Request(batch, (error) => {
      if (!error) resolve(rows);
      else reject("number" in error ? new SqlRefusal(Number(error.number), error.message) : error);
    });
    request.on("row", (columns: readonly { metadata: { colName: string }; value: unknown }[]) =>
      rows.push(Object.fromEntries(columns.map((column) => [column.metadata.colName, column.value]))),
    );
    connection.execSqlBatch(request);
  });
}
