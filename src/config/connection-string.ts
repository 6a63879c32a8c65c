import { isIPv4 } from "node:net";
import { parse } from "@tediousjs/connection-string";
import { checkKeywords, isKnownKeyword } from "./connection-keywords.ts";

/** How to reach and enter the database. */
export interface DatabaseSettings {
  readonly server: string;
  /** Null when the instance's port is asked of SQL Server Browser. */
  readonly port: number | null;
  readonly instanceName: string | null;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** A Windows domain: NTLM with user and password instead of a SQL login. */
  readonly domain: string | null;
  readonly encrypt: boolean | "strict";
  readonly trustServerCertificate: boolean;
  /** The oldest TLS that is accepted, as Node names it. */
  readonly tlsMinVersion: "TLSv1" | "TLSv1.1" | "TLSv1.2";
  /** All addresses of the server's name are tried at the same time, as a listener in several subnets needs it. */
  readonly multiSubnetFailover: boolean;
  /** What SQL Server shows of the connection. */
  readonly applicationName: string;
}

export type ConnectionStringRead =
  | { readonly settings: DatabaseSettings; readonly warnings: readonly string[] }
  | { readonly faults: readonly string[] };

const DEFAULT_PORT = 1433;

/**
 * Reads an ODBC or ADO.NET connection string. The library splits and unquotes it; what the keywords mean is decided here. A
 * fault quotes no value: where a separator is missing, the password may be in any of them.
 * @param password replaces PWD when it is not in the string
 */
export function readConnectionString(text: string, password: string | null): ConnectionStringRead {
  const pairs = split(text);
  if (pairs === null) {
    return {
      faults: [
        "cannot be read: write KEYWORD=value pairs separated by ; and put a value that contains ; or {} in {braces}",
      ],
    };
  }
  const { faults: ofKeywords, warnings } = checkKeywords(text);
  const faults = [...ofKeywords];
  for (const [keyword, value] of pairs) {
    // For the library an empty value reaches to the next semicolon.
    if (value.startsWith(";")) faults.push(`${isKnownKeyword(keyword) ? keyword : "a keyword"} has no value`);
  }
  // The library has taken away the spaces around a value that is not in braces or quotes.
  const word = (...names: readonly string[]): string =>
    names.map((name) => pairs.get(name)).find((value) => value !== undefined) ?? "";
  if (pairs.has("port")) faults.push("PORT is not a keyword of SQL Server: write SERVER=host,port");
  if (word("applicationintent", "application intent").toLowerCase() === "readonly")
    faults.push("ApplicationIntent=ReadOnly cannot be used: the processor writes");
  const server = readServer(word("server", "data source", "address", "addr", "network address"));
  if ("fault" in server) faults.push(server.fault);
  const database = word("database", "initial catalog");
  if (database === "") faults.push("DATABASE is missing");
  const login = readLogin(
    word("uid", "user id", "user", "username"),
    password ?? word("pwd", "password"),
    faults,
    wantsWindowsLogin(pairs),
  );
  const encrypt = readEncrypt(word("encrypt"), "fault" in server ? "" : server.server);
  if (encrypt === null) faults.push("the value of Encrypt is not known: write yes, no or strict");
  const trustServerCertificate = word("trustservercertificate", "trust server certificate");
  const multiSubnetFailover = word("multisubnetfailover", "multi subnet failover");
  for (const [keyword, value] of Object.entries({
    TrustServerCertificate: trustServerCertificate,
    MultiSubnetFailover: multiSubnetFailover,
  }))
    if (value !== "" && !isYes(value) && !isNo(value))
      faults.push(`the value of ${keyword} is not known: write yes or no`);
  if (faults.length > 0 || "fault" in server || encrypt === null) return { faults };
  const applicationName = word("application name", "app") || "medical-insurance-processor";
  const how = {
    encrypt,
    trustServerCertificate: isYes(trustServerCertificate),
    tlsMinVersion: "TLSv1.2",
    multiSubnetFailover: isYes(multiSubnetFailover),
    applicationName,
  } as const;
  return { settings: { ...server, database, ...login, ...how }, warnings };
}

function split(text: string): ReadonlyMap<string, string> | null {
  try {
    const pairs = new Map(parse(text));
    return pairs.size === 0 ? null : pairs;
  } catch {
    return null;
  }
}

type Server = { server: string; port: number | null; instanceName: string | null };

const SERVER = /^(?:([a-z]+):)?(\[[^\]]+\]|[^\\,:[\]={}"'\s]+)(?:\\([^\\,={}"'\s]+))?(?:,\s*(\d+))?$/i;

/** `[tcp:]host[\instance][,port]`; with a port the instance name is not looked up, as ODBC has it. */
function readServer(text: string): Server | { fault: string } {
  if (text === "") return { fault: "SERVER is missing" };
  const match = SERVER.exec(text);
  const [, protocol = "tcp", host = "", instance, port] = match ?? [];
  if (match === null) return { fault: "SERVER cannot be read: write host, host,port or host\\instance" };
  if (protocol.toLowerCase() !== "tcp") return { fault: "SERVER asks for another protocol than tcp" };
  const portNumber = port === undefined ? null : Number(port);
  if (portNumber !== null && (portNumber < 1 || portNumber > 65535))
    return { fault: "SERVER: the port must be 1 to 65535" };
  const server = host === "." || host.toLowerCase() === "(local)" ? "localhost" : host.replace(/^\[|\]$/g, "");
  if (portNumber !== null) return { server, port: portNumber, instanceName: null };
  return instance === undefined
    ? { server, port: DEFAULT_PORT, instanceName: null }
    : { server, port: null, instanceName: instance };
}

type Login = { user: string; password: string; domain: string | null };

function readLogin(uid: string, password: string, faults: string[], windowsLogin: boolean): Login {
  if (windowsLogin) {
    faults.push(
      "Trusted_Connection=yes cannot be used: this program has no integrated Windows login. " +
        "Write UID=login;PWD=password for a SQL login, or UID=DOMAIN\\user;PWD=password for a Windows account",
    );
  } else if (uid === "") faults.push("UID is missing");
  else if (password === "") faults.push("PWD is missing: write it here or as database.password");
  const [domain, user] = uid.includes("\\") ? uid.split("\\", 2) : [null, uid];
  return { user: user ?? "", password, domain: domain ?? null };
}

function wantsWindowsLogin(pairs: ReadonlyMap<string, string>): boolean {
  const asked = pairs.get("trusted_connection") ?? pairs.get("integrated security") ?? "";
  return isYes(asked) || asked.toLowerCase() === "sspi";
}

/** Absent: no for a loopback server, yes for any other. Null: not understood. */
function readEncrypt(text: string, server: string): boolean | "strict" | null {
  if (text === "") return !isLoopback(server);
  switch (text.toLowerCase()) {
    case "yes":
    case "true":
    case "mandatory":
      return true;
    case "no":
    case "false":
    case "optional":
      return false;
    case "strict":
      return "strict";
    default:
      return null;
  }
}

/** Whether a server's name or address is this machine. A name that only begins like an address is not. */
export function isLoopback(server: string): boolean {
  return server.toLowerCase() === "localhost" || server === "::1" || (isIPv4(server) && server.startsWith("127."));
}

function isYes(text: string): boolean {
  return ["yes", "true", "1"].includes(text.toLowerCase());
}

function isNo(text: string): boolean {
  return ["no", "false", "0"].includes(text.toLowerCase());
}
