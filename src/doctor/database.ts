import { type DatabaseSettings, isLoopback } from "../config/connection-string.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import { isNoSpace, NO_SUCH_PROCEDURE, NOT_PERMITTED, type StoreFailure } from "../store/failure.ts";
import { type DatabaseFacts, inspectDatabase } from "../store/inspect.ts";
import { connect } from "../store/session.ts";
import { type Finding, fail, pass, skip, warn } from "./check.ts";
import { clockFinding } from "./clock-difference.ts";
import { fullText } from "./database-full.ts";

export interface DatabaseFindings {
  readonly database: Finding;
  readonly "database-tls": Finding;
  readonly "database-role": Finding;
  readonly "database-version": Finding;
  readonly "database-accepted": Finding;
  readonly "database-durability": Finding;
  readonly "database-space": Finding;
  readonly "database-clock": Finding;
  readonly "code-page": Finding;
  readonly "processor-path": Finding;
  readonly requests: Finding;
  readonly "held-calls": Finding;
  readonly unreconciled: Finding;
}

export interface DatabaseChecked {
  readonly findings: DatabaseFindings;
  /** Null when the database did not tell them. */
  readonly facts: DatabaseFacts | null;
}

/**
 * Logs in and asks for the state of the database; changes nothing.
 * @param program the path of this executable
 */
export async function checkDatabase(
  settings: DatabaseSettings,
  program: string,
  timeoutMs: number,
): Promise<DatabaseChecked> {
  const endsAtMs = performance.now() + timeoutMs;
  const session = await connect(settings, timeoutMs);
  if ("reason" in session) return { findings: { ...unseen(settings), ...notConnected(session) }, facts: null };
  try {
    const facts = await inspectDatabase(session, Math.max(1, endsAtMs - performance.now()));
    const database = pass("it takes the login");
    if ("reason" in facts) return { findings: { ...unseen(settings), database, ...notInspected(facts) }, facts: null };
    return { findings: { ...unseen(settings), database, ...findingsOf(facts, program) }, facts };
  } finally {
    session.close();
  }
}

function unseen(settings: DatabaseSettings): DatabaseFindings {
  const not = skip("the database did not tell it");
  return {
    database: not,
    "database-tls": settings.encrypt === false ? unencrypted(settings) : pass("the connection is encrypted"),
    "database-role": not,
    "database-version": not,
    "database-accepted": not,
    "database-durability": not,
    "database-space": not,
    "database-clock": not,
    "code-page": not,
    "processor-path": not,
    requests: not,
    "held-calls": not,
    unreconciled: not,
  };
}

function unencrypted({ server }: DatabaseSettings): Finding {
  if (isLoopback(server)) return pass("it is on this machine, without TLS");
  return warn("the connection is not encrypted", "write Encrypt=yes into database.connection_string");
}

const RIGHT_OF_DATABASE = [916, 4060];

function notConnected(failure: StoreFailure): Partial<DatabaseFindings> & Pick<DatabaseFindings, "database"> {
  const tls = skip("there is no connection");
  switch (failure.reason) {
    case "login-refused":
      if (failure.number !== null && RIGHT_OF_DATABASE.includes(failure.number))
        return { database: noRight(failure.number) };
      return {
        database: fail(
          "login-refused",
          `it refuses the login (${failure.number === null ? "" : `error ${failure.number}: `}${failure.cause})`,
          "check UID, PWD and DATABASE of database.connection_string",
        ),
      };
    case "encryption-refused":
      return {
        database: pass("it takes connections"),
        "database-tls": fail(
          "database-tls",
          `TLS could not be agreed (${failure.cause})`,
          "give the server a trusted certificate, or write TrustServerCertificate=yes into database.connection_string; for an old server set database.tls_min_version",
        ),
      };
    case "instance-away":
      return {
        "database-tls": tls,
        database: fail(
          "database-away",
          `the named instance cannot be reached (${failure.cause})`,
          "start SQL Server Browser and open UDP 1434, or write SERVER=host,port",
        ),
      };
    default:
      return {
        "database-tls": tls,
        database: fail(
          "database-away",
          `it cannot be reached (${failure.cause})`,
          "start SQL Server; check TCP/IP, port and firewall of its machine, and SERVER of database.connection_string",
        ),
      };
  }
}

function noRight(number: number): Finding {
  return fail(
    "role-missing",
    `the login may not use the database of DATABASE, or there is none of this name (error ${number})`,
    "the DBA makes a user for the login there and adds it to the role medical_insurance_processor",
    "processor db check",
  );
}

function notInspected(failure: StoreFailure): Partial<DatabaseFindings> {
  if (failure.reason !== "call-refused") {
    return {
      database: fail(
        "database-away",
        `it took the login and did not answer (${failure.cause})`,
        "see what blocks it; else start it again",
      ),
    };
  }
  const { number, cause } = failure;
  if (number === NOT_PERMITTED) {
    return {
      "database-role": fail(
        "role-missing",
        "the login has no right on the procedures (error 229)",
        "the DBA runs: ALTER ROLE medical_insurance_processor ADD MEMBER <the user of the login>",
        "processor db check",
      ),
    };
  }
  if (number === NO_SUCH_PROCEDURE) {
    return {
      "database-version": fail(
        "version",
        "sp_medical_insurance_inspect is not there: nothing is installed, or an older version, or DATABASE names another database",
        "the DBA installs this version",
        "processor db install",
      ),
    };
  }
  if (isNoSpace(number)) return { "database-space": fullText(cause) };
  return {
    database: fail(
      "database-away",
      `it refused to tell its state (${cause})`,
      "the DBA looks up the number",
      "processor db check",
    ),
  };
}

function findingsOf(facts: DatabaseFacts, program: string): Partial<DatabaseFindings> {
  return {
    "database-role": pass("the login has its role"),
    "database-version":
      facts.version === DATABASE_VERSION
        ? pass(`its objects are of version ${DATABASE_VERSION}`)
        : fail(
            "version",
            `its objects are of version ${facts.version}, this program needs ${DATABASE_VERSION}`,
            facts.version < DATABASE_VERSION
              ? "the DBA installs this version"
              : "replace the executable with the newer one",
            facts.version < DATABASE_VERSION ? "processor db install" : null,
          ),
    "database-accepted": facts.isAccepted
      ? pass("it is the database that was accepted")
      : fail(
          "not-accepted",
          "it was restored, copied, moved or renamed: nothing is sent",
          "a DBA settles what was sent since the backup and runs EXEC dbo.sp_medical_insurance_accept_database",
        ),
    "database-durability": facts.isDurabilityForced
      ? warn(
          "DELAYED_DURABILITY is FORCED: a crash can lose a claim or a reply that was stored, and what was sent is sent again",
          "the DBA runs ALTER DATABASE CURRENT SET DELAYED_DURABILITY = DISABLED",
        )
      : pass("a crash loses nothing that was stored"),
    "database-space": pass("it has refused no reply that is in the spool for want of space"),
    "database-clock": clockFinding(Date.now() - facts.utcTime.getTime(), "the database's"),
    "code-page": pass(`its collation has code page ${facts.codePage ?? "unknown"}; texts are nvarchar and need none`),
    "processor-path": pathFinding(facts.processorPath, program),
    requests: requestsFinding(facts),
    "held-calls": heldCallsFinding(facts),
    unreconciled:
      facts.unreconciledCount === 0
        ? pass("no outcome is unknown")
        : warn(
            `${facts.unreconciledCount} requests have an unknown outcome or contradicting replies`,
            "settle each as its next_action says: SELECT * FROM dbo.v_medical_insurance_unreconciled",
          ),
  };
}

function pathFinding(installed: string | null, program: string): Finding {
  if (installed === null) {
    return skip(
      "this login may not read the text of sp_medical_insurance_call",
      "ask with a login that has VIEW DEFINITION or db_owner",
    );
  }
  if (installed === "") return pass("it starts no processor (installed without xp_cmdshell): a worker is needed");
  if (installed.toLowerCase() === program.toLowerCase()) return pass("it starts this executable");
  return warn(`it starts ${installed}, and this is ${program}`, "db install --processor-path names the right one");
}

function heldCallsFinding({ heldCalls }: DatabaseFacts): Finding {
  if (heldCalls === null) return pass("calls are sent");
  const { since, unreachedSince, unreachedCount } = heldCalls;
  return warn(
    `sync and async calls are held back since ${since}: ${unreachedCount} runs in a row reached nobody since ${unreachedSince}`,
    "one call in 10 s is sent, and the first reply to any request ends it; fail_fast.after 0 in config.json switches it off",
    "processor list --error NOT_SENT",
  );
}

const LONG_PENDING_SECONDS = 300;

function requestsFinding({ stuckCount, pendingCount, oldestPendingSeconds }: DatabaseFacts): Finding {
  if (stuckCount > 0) {
    return warn(
      `${stuckCount} requests are stuck: their processor no longer exists, or never started`,
      "end them",
      "processor rescue",
    );
  }
  const waiting = `${pendingCount} requests wait`;
  if ((oldestPendingSeconds ?? 0) < LONG_PENDING_SECONDS) return pass(`${waiting}, none is stuck`);
  return warn(`${waiting}, the oldest for ${oldestPendingSeconds} s`, "run a worker", "processor drain");
}
