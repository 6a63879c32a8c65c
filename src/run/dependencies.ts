import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { setTimeout as sleepFor } from "node:timers/promises";
import { type Clock, systemClock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import { type Log, localTime, openLog } from "../log.ts";
import { connectInsurer } from "../sending/connection.ts";
import { connectEarly, type EarlyConnection } from "../sending/early-connection.ts";
import type { Transport } from "../sending/send-once.ts";
import type { StoreFailure } from "../store/failure.ts";
import { type CallListener, openProcedures, type Procedures } from "../store/procedures.ts";
import { ownerOf } from "../store/spool/owner.ts";
import { openSpool, type Spool } from "../store/spool/spool.ts";

/** Everything outside the run, as parameters, so that a test can replace any of it. */
export interface Dependencies {
  readonly configuration: Configuration;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly newToken: () => string;
  /** Machine and process, for people who read the tables. */
  readonly owner: string;
  readonly requestedBy: string;
  readonly procedures: Procedures;
  /** A further session with the database, which the caller closes. */
  readonly openSession: () => Procedures;
  readonly loadInterface: LoadInterface;
  readonly connectInsurer: Transport["connect"];
  /** Starts a connection that may turn out not to be needed. */
  readonly connectEarly: () => EarlyConnection;
  readonly spool: Spool;
  readonly log: Log;
}

/**
 * The real ones: this machine's clock, random numbers, log, spool, database and network.
 * @param askedFor the verb, for the attempt's requested_by
 * @param sayAway called once when the database cannot be reached and is tried until a time
 */
export function openDependencies(
  configuration: Configuration,
  loadInterface: LoadInterface,
  askedFor: string,
  sayAway: (failure: StoreFailure, until: Date) => void,
): Dependencies {
  const clock = systemClock();
  const random = Math.random;
  const sleep = (ms: number): Promise<void> => sleepFor(ms);
  const log = openLog(configuration.logging, () => new Date());
  let isSaid = false;
  const listener: CallListener = {
    repeats(procedure, failure, untilMs) {
      const until = new Date(clock.epochMs() + untilMs - clock.elapsedMs());
      log.warn("the database is tried again", { procedure, ...failure, until: localTime(until) });
      if (isSaid || failure.reason === "database-busy" || failure.reason === "call-refused") return;
      isSaid = true;
      sayAway(failure, until);
    },
    ends: (procedure, facts) => log.debug("database call", { procedure, ...facts }),
  };
  const openSession = (): Procedures => openProcedures(configuration.database, { clock, random, sleep }, listener);
  for (const warning of configuration.warnings) log.warn("configuration", { warning });
  return {
    configuration,
    clock,
    random,
    sleep,
    newToken: randomUUID,
    owner: `${hostname()}:${process.pid}`,
    requestedBy: `${userName()}@${hostname()} ${askedFor}`,
    procedures: openSession(),
    openSession,
    loadInterface,
    connectInsurer,
    connectEarly: () => connectEarly(configuration.sdk, clock),
    spool: openSpool(configuration.spool.folder, ownerOf(configuration.database)),
    log,
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A service account may have no entry.
    return "unknown";
  }
}
