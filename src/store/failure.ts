/** The database cannot be reached, did not answer in time, or dropped the connection. */
export interface DatabaseAway {
  readonly reason: "database-away";
  readonly cause: string;
}

/** A named instance cannot be reached: SQL Server Browser does not tell its port, or nothing answers at that port. */
export interface InstanceAway {
  readonly reason: "instance-away";
  readonly cause: string;
}

/** The server answered and refused the login. */
export interface LoginRefused {
  readonly reason: "login-refused";
  /** SQL Server's error number, 18456 for a wrong password; null when it gave none. */
  readonly number: number | null;
  readonly cause: string;
}

/** TLS could not be agreed with the server, or its certificate is not trusted. */
export interface EncryptionRefused {
  readonly reason: "encryption-refused";
  readonly cause: string;
}

/** Chosen as the victim of a deadlock, or a failover is under way: the same call may succeed in a moment. */
export interface DatabaseBusy {
  readonly reason: "database-busy";
  readonly number: number;
  readonly cause: string;
}

/** A procedure raised an error that does not go away when the call is repeated. */
export interface CallRefused {
  readonly reason: "call-refused";
  readonly number: number;
  readonly cause: string;
}

/** The driver could not make a request of the call: nothing reached the database, and repeating changes nothing. */
export interface CallInvalid {
  readonly reason: "call-invalid";
  readonly cause: string;
}

export type StoreFailure =
  | DatabaseAway
  | InstanceAway
  | LoginRefused
  | EncryptionRefused
  | DatabaseBusy
  | CallRefused
  | CallInvalid;

/** SQL Server's number of a missing right. */
export const NOT_PERMITTED = 229;

/** SQL Server's number of a procedure that does not exist, or that the login may not see. */
export const NO_SUCH_PROCEDURE = 2812;

/** SQL Server's numbers of no space. 1101, 1105: a filegroup is full. 5149: a file cannot grow. 9002: the log is full. */
const NO_SPACE: readonly number[] = [1101, 1105, 5149, 9002];

export function isNoSpace(number: number): boolean {
  return NO_SPACE.includes(number);
}

/** Raised by claim and next when the installed objects are of another version than the processor's. */
export const VERSION_MISMATCH = 51010;

/** Raised by claim and next in a database that was restored, copied, moved or renamed and that nobody has accepted. */
export const DATABASE_NOT_ACCEPTED = 51011;

/** Raised by claim, next and attempt when the call came after the time that its caller waits for an answer. */
export const CAME_TOO_LATE = 51015;

/**
 * Deadlock victim, lock time-out, and the numbers of a failover, a database that is starting or a broken connection.
 * Source: SqlClient's and EF Core's lists of transient errors.
 */
const TRANSIENT: ReadonlySet<number> = new Set([
  1205, 1222, -2, 20, 64, 121, 233, 596, 617, 669, 921, 927, 941, 951, 952, 955, 976, 978, 979, 982, 983, 997, 4060,
  4221, 6005, 9001, 10053, 10054, 10060, 10928, 10929, 17142, 18401, 35250, 40143, 40197, 40501, 40540, 40613, 49918,
  49919, 49920,
]);

export function isTransientNumber(number: number): boolean {
  return TRANSIENT.has(number);
}

/** Whether the same call, repeated over a new connection, may succeed. */
export function isPassing(failure: StoreFailure): boolean {
  switch (failure.reason) {
    case "database-away":
    case "instance-away":
    case "database-busy":
      return true;
    case "login-refused":
      return failure.number !== null && TRANSIENT.has(failure.number) && failure.number !== 4060;
    case "encryption-refused":
    case "call-refused":
    case "call-invalid":
      return false;
  }
}
