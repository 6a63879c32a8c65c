import { isIP } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { domainToASCII } from "node:url";
import { Connection, type ConnectionConfiguration, Request, RequestError, TYPES } from "tedious";
import type { DatabaseSettings } from "../config/connection-string.ts";
import { plainMessage } from "../error-text.ts";
import { orStopped } from "../stop.ts";
import { CAME_TOO_LATE, isNoSpace, isTransientNumber, type StoreFailure } from "./failure.ts";
import { isLongText, piecesOf } from "./long-text.ts";

export type ParameterType = "int" | "bit" | "varchar" | "nvarchar" | "uniqueidentifier" | "datetime2";

export interface Parameter {
  readonly type: ParameterType;
  readonly value: number | string | boolean | Date | null;
  readonly isOutput?: boolean;
}

export type Row = Readonly<Record<string, unknown>>;

export interface CallResult {
  readonly rows: readonly Row[];
  readonly output: Row;
}

/** One logged-in connection. */
export interface Session {
  /** Executes a procedure as one RPC request. */
  call(
    procedure: string,
    parameters: Readonly<Record<string, Parameter>>,
    timeoutMs: number,
  ): Promise<CallResult | StoreFailure>;
  /** Executes a batch of SQL text. The processor itself calls procedures only; installing needs this. */
  runBatch(sql: string, timeoutMs: number): Promise<CallResult | StoreFailure>;
  close(): void;
}

/** @param stop ends the attempt to connect */
export async function connect(
  settings: DatabaseSettings,
  timeoutMs: number,
  stop: AbortSignal | null = null,
): Promise<Session | StoreFailure> {
  if (stop?.aborted) return STOPPED;
  const connection = new Connection(tediousConfiguration(settings, timeoutMs));
  let errorNumber: number | null = null;
  connection.on("errorMessage", (message: { number: number }) => {
    errorNumber ??= message.number;
  });
  // A socket error after login also fails the request in progress; without a listener it would end the process.
  connection.on("error", () => {});
  let failure: unknown = STOPPED;
  const made = new Promise<unknown>((resolve) => connection.connect((error) => resolve(error ?? null)));
  await orStopped(
    made.then((result) => {
      failure = result;
    }),
    stop,
  );
  if (failure === null) return openSession(connection);
  connection.close();
  if (failure === STOPPED) return STOPPED;
  return connectFailure(failure, errorNumber, settings);
}

const STOPPED: StoreFailure = { reason: "database-away", cause: "the process was told to stop" };

function tediousConfiguration(settings: DatabaseSettings, timeoutMs: number): ConnectionConfiguration {
  const { user: userName, password, domain, port, instanceName } = settings;
  return {
    server: settings.server,
    authentication:
      domain === null
        ? { type: "default", options: { userName, password } }
        : { type: "ntlm", options: { userName, password, domain } },
    options: {
      ...(port === null ? { instanceName: instanceName ?? "" } : { port }),
      database: settings.database,
      encrypt: settings.encrypt,
      trustServerCertificate: settings.trustServerCertificate,
      cryptoCredentialsDetails: tlsDetails(settings),
      appName: settings.applicationName,
      multiSubnetFailover: settings.multiSubnetFailover,
      connectTimeout: Math.ceil(timeoutMs),
      maxRetriesOnTransientErrors: 0,
      useUTC: true,
    },
  };
}

/** OpenSSL signs with SHA-1, as TLS 1.0 and 1.1 ask for, at security level 0 only. */
function tlsDetails({ tlsMinVersion }: DatabaseSettings): SecureContextOptions {
  if (tlsMinVersion === "TLSv1.2") return { minVersion: tlsMinVersion };
  return { minVersion: tlsMinVersion, ciphers: "DEFAULT@SECLEVEL=0" };
}

function openSession(connection: Connection): Session {
  const execute = (
    text: string,
    start: (request: Request) => void,
    timeoutMs: number,
    failureOf: (error: Error) => StoreFailure,
  ): Promise<CallResult | StoreFailure> =>
    new Promise((resolve) => {
      const rows: Row[] = [];
      const output: Record<string, unknown> = {};
      const settle = (result: CallResult | StoreFailure): void => {
        clearTimeout(timer);
        resolve(result);
      };
      // tedious' own time-out asks the server to cancel and waits for its answer, which never comes over a half-open connection.
      const timer = setTimeout(() => {
        settle({ reason: "database-away", cause: `no answer within ${Math.round(timeoutMs)} ms` });
        connection.close();
      }, timeoutMs);
      const request = new Request(text, (error) => settle(error ? failureOf(error) : { rows, output }));
      request.setTimeout(0);
      request.on("row", (columns: readonly { metadata: { colName: string }; value: unknown }[]) =>
        rows.push(Object.fromEntries(columns.map((column) => [column.metadata.colName, column.value]))),
      );
      request.on("returnValue", (name, value: unknown) => {
        output[name] = value;
      });
      try {
        start(request);
      } catch (error) {
        settle({ reason: "call-invalid", cause: causeText(error) });
      }
    });
  return {
    call: (procedure, parameters, timeoutMs) =>
      execute(
        procedure,
        (request) => {
          for (const [name, parameter] of Object.entries(parameters)) addParameter(request, name, parameter);
          connection.callProcedure(request);
        },
        timeoutMs,
        requestFailure,
      ),
    runBatch: (sql, timeoutMs) => execute(sql, (request) => connection.execSqlBatch(request), timeoutMs, batchFailure),
    close: () => connection.close(),
  };
}

function addParameter(request: Request, name: string, { type, value, isOutput }: Parameter): void {
  const sent = value instanceof Date ? value.toISOString().slice(0, -1) : value;
  if (isOutput) request.addOutputParameter(name, tediousTypeOf(type), sent);
  else request.addParameter(name, tediousTypeOf(type), isLongText(sent) ? piecesOf(sent) : sent);
}

/**
 * A time travels as a text, which SQL Server converts: so tedious does no arithmetic with it, and a run loads no calendar. A
 * varchar travels as nvarchar, which needs no table of the database's code page.
 */
function tediousTypeOf(type: ParameterType): (typeof TYPES)[keyof typeof TYPES] {
  switch (type) {
    case "int":
      return TYPES.Int;
    case "bit":
      return TYPES.Bit;
    case "varchar":
    case "nvarchar":
    case "datetime2":
      return TYPES.NVarChar;
    case "uniqueidentifier":
      return TYPES.UniqueIdentifier;
  }
}

/** tedious' code of a parameter that its type does not take; nothing was sent. */
const INVALID_PARAMETER = "EPARAM";

/** tedious' code of a request on a connection that was lost since the last one. */
const NOT_LOGGED_IN = "EINVALIDSTATE";

/** What the server means; its own text quotes the login and the database, in which the configuration may have a secret by mistake. */
const LOGIN_REFUSALS: ReadonlyMap<number, string> = new Map([
  [4060, "the database cannot be opened"],
  [4064, "the default database of the login cannot be opened"],
  [18452, "the login is from a domain that is not trusted"],
  [18456, "the login failed"],
  [18470, "the login is disabled"],
  [18486, "the login is locked out"],
  [18487, "the password has expired"],
  [18488, "the password must be changed"],
]);

const ENCRYPTION_CAUSE = /certificate|encryption|self.signed|altname|SSL|TLS|EPROTO|ERR_TLS|secure|protocol/i;

function connectFailure(error: unknown, number: number | null, settings: DatabaseSettings): StoreFailure {
  if (number !== null) {
    return { reason: "login-refused", number, cause: LOGIN_REFUSALS.get(number) ?? "the server's error log says why" };
  }
  const cause = withoutNames(causeText(error), settings);
  if (settings.encrypt !== false && ENCRYPTION_CAUSE.test(cause)) return { reason: "encryption-refused", cause };
  return { reason: settings.port === null ? "instance-away" : "database-away", cause };
}

/** Where a separator of the connection string is missing, the password may be in the name of the server; an address holds none. */
function withoutNames(cause: string, { server, instanceName }: DatabaseSettings): string {
  const names = isIP(server) === 0 ? [server, domainToASCII(server), instanceName ?? ""] : [instanceName ?? ""];
  return names
    .filter((name) => name !== "")
    .reduce((text, name) => text.replace(new RegExp(RegExp.escape(name), "gi"), "SERVER"), cause);
}

function requestFailure(error: Error): StoreFailure {
  if (!(error instanceof RequestError)) return { reason: "database-away", cause: causeText(error) };
  if (error.code === INVALID_PARAMETER) return { reason: "call-invalid", cause: causeText(error) };
  if (error.code === NOT_LOGGED_IN) return { reason: "database-away", cause: "the connection was closed" };
  if (error.number === undefined) return { reason: "database-away", cause: causeText(error) };
  const { number, state, procName, lineNumber } = error;
  const place = `error ${number} state ${state} in ${procName || "the batch"} line ${lineNumber}`;
  // The server's text may quote the data that it could not store (error 2628 does); the numbers find the place as well. Of a
  // lack of space it names database and filegroup only, in its first sentence.
  const cause = isNoSpace(number) ? `${place}: ${plainMessage(error).split(". ")[0]}` : place;
  if (number === CAME_TOO_LATE) return { reason: "database-away", cause };
  return isTransientNumber(number)
    ? { reason: "database-busy", number, cause }
    : { reason: "call-refused", number, cause };
}

/** An installation's statements contain no personal data, and the DBA needs the server's own words. */
function batchFailure(error: Error): StoreFailure {
  return { ...requestFailure(error), cause: causeText(error) };
}

/** tedious wraps the socket's error; the innermost one names the fault. */
function causeText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return inner === undefined ? plainMessage(error) || error.name : causeText(inner);
}
