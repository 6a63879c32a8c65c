import { Connection, Request } from "tedious";

/** A row of a view, by column name, as the driver gave it. */
export type ViewRow = Readonly<Record<string, unknown>>;

export interface Login {
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** A hospital information system: nothing but a SQL client. */
export interface His {
  /** Sends a batch as it stands and gives the rows that come back. */
  run(sql: string): Promise<readonly ViewRow[]>;
  leave(): Promise<void>;
}

/** Longer than a call can take: the processor ends by itself before that. */
const patienceMs = 40_000;

export async function logIn({ port, database, user, password }: Login): Promise<His> {
  const connection = new Connection({
    server: "127.0.0.1",
    authentication: { type: "default", options: { userName: user, password } },
    options: {
      port,
      database,
      encrypt: false,
      connectTimeout: patienceMs,
      requestTimeout: patienceMs,
      rowCollectionOnRequestCompletion: true,
    },
  });
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error === undefined || error === null ? resolve() : reject(error)));
  });
  // A lost connection shows itself in the batch that needs it.
  connection.on("error", () => {});
  return {
    run: (sql) => runBatch(connection, sql),
    leave() {
      return new Promise((resolve) => {
        connection.on("end", resolve);
        connection.close();
      });
    },
  };
}

function runBatch(connection: Connection, sql: string): Promise<readonly ViewRow[]> {
  return new Promise((resolve, reject) => {
    const rows: ViewRow[] = [];
    const request = new Request(sql, (error) =>
      error === undefined || error === null ? resolve(rows) : reject(error),
    );
    request.on("row", (columns: readonly { metadata: { colName: string }; value: unknown }[]) => {
      rows.push(Object.fromEntries(columns.map(({ metadata, value }) => [metadata.colName, value])));
    });
    connection.execSqlBatch(request);
  });
}

/** What a HIS developer writes for one call: the procedure, then the view. */
export function sqlOf(interface_code: string, input_data: string): string {
  return [
    "DECLARE @result_id int;",
    "EXEC sp_medical_insurance_call",
    `    @interface_code = '${interface_code}',`,
    `    @input_data = N'${input_data.replaceAll("'", "''")}',`,
    "    @result_id = @result_id OUTPUT;",
    "SELECT * FROM v_medical_insurance_result WHERE result_id = @result_id;",
  ].join("\n");
}
