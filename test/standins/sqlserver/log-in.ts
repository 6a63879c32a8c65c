import type { Connection } from "./connection.ts";
import type { MeetFault, Moment } from "./faults.ts";
import type { Database, Role } from "./session-state.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import { type Login, readLogin } from "./wire/login7.ts";
import { packetType } from "./wire/packets.ts";
import { type Encryption, readPrelogin, writePrelogin } from "./wire/prelogin.ts";
import type { ServerCertificate } from "./wire/tls-in-prelogin.ts";
import * as token from "./wire/tokens.ts";

export interface LoginRules {
  readonly database: Database;
  /** By user. */
  readonly logins: ReadonlyMap<string, { readonly password: string; readonly role: Role }>;
  readonly tls: ServerCertificate | undefined;
}

const tds73 = 0x730a0003;
const tds74 = 0x74000004;

/** Carries a client from PRELOGIN to a login; undefined when it is not let in, and then the connection is closed or silent. */
export async function logIn(
  connection: Connection,
  rules: LoginRules,
  meetFault: MeetFault,
): Promise<Login | undefined> {
  const prelogin = await connection.next();
  if (prelogin?.type !== packetType.prelogin) return refuse(connection);
  if (!(await passes("connect", "before", connection, meetFault))) return undefined;
  const encryption = agree(readPrelogin(prelogin.payload).encryption, rules.tls !== undefined);
  connection.send(writePrelogin(encryption));
  if (!(await passes("connect", "after", connection, meetFault))) return undefined;
  const isSecret = rules.tls !== undefined && encryption !== "notSupported";
  if (isSecret) connection.startTls(rules.tls);

  const message = await connection.next();
  if (isSecret && encryption === "off") connection.endTls();
  if (message?.type !== packetType.login7) return refuse(connection);
  const login = readLogin(message.payload);
  if (login.tdsVersion < tds73) return refuse(connection);
  if (!(await passes("login", "before", connection, meetFault))) return undefined;
  const faults = faultsOf(login, rules);
  if (faults.length > 0) return refuse(connection, faults);
  if (!(await passes("login", "after", connection, meetFault))) return undefined;
  acknowledge(connection, login, rules.database.name);
  return login;
}

/** With a certificate: TLS for the whole connection when the client wants it, and for the login alone when the client only has TLS. */
function agree(wanted: Encryption, hasCertificate: boolean): Encryption {
  if (!hasCertificate) return "notSupported";
  return wanted === "required" ? "on" : wanted;
}

async function passes(
  place: "connect" | "login",
  moment: Moment,
  connection: Connection,
  meetFault: MeetFault,
): Promise<boolean> {
  const fault = await meetFault(place, moment, new AbortController().signal);
  if (fault === undefined) return true;
  if (fault.kind === "raise") refuse(connection, [fault.error]);
  if (fault.kind === "drop") connection.drop();
  return false;
}

function faultsOf(login: Login, rules: LoginRules): readonly SqlError[] {
  const failed = sqlError(18456, `Login failed for user '${login.user}'.`, { severity: 14 });
  if (rules.logins.get(login.user)?.password !== login.password) return [failed];
  if (login.database === "" || login.database.toLowerCase() === rules.database.name.toLowerCase()) return [];
  const text = `Cannot open database "${login.database}" requested by the login. The login failed.`;
  return [sqlError(4060, text, { severity: 11 }), failed];
}

function acknowledge(connection: Connection, login: Login, database: string): void {
  const packetSize = Math.min(Math.max(login.packetSize, 512), 32_767);
  connection.send(
    Buffer.concat([
      token.databaseChange(database),
      token.info(5701, `Changed database context to '${database}'.`),
      token.collationChange(),
      token.loginAck(Math.min(login.tdsVersion, tds74)),
      token.packetSizeChange(packetSize),
      token.done("statement", {}),
    ]),
  );
  connection.setPacketSize(packetSize);
}

function refuse(connection: Connection, faults: readonly SqlError[] = []): undefined {
  if (faults.length > 0) {
    connection.send(Buffer.concat([...faults.map(token.error), token.done("statement", { failed: true })]));
  }
  connection.end();
}
