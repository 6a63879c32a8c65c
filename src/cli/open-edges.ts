import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../clock.ts";
import type { Configuration } from "../config/configuration.ts";
import type { Edges } from "../edges.ts";
import { openLine } from "../insurer.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import { openLog } from "../log.ts";
import { openSpool } from "../spool.ts";
import { openCaller } from "../store/caller.ts";

/** The real world: this machine's clock, chance, log, spool, database and network. */
export function openEdges(configuration: Configuration, loadInterface: LoadInterface, askedFor: string): Edges {
  const clock = systemClock();
  const random = Math.random;
  const pause = (ms: number): Promise<void> => sleep(ms);
  const log = openLog(configuration.logging, () => new Date());
  for (const warning of configuration.warnings) log.warn("configuration", { warning });
  return {
    configuration,
    clock,
    random,
    sleep: pause,
    newToken: randomUUID,
    owner: `${hostname()}:${process.pid}`,
    requestedBy: `${userName()}@${hostname()} ${askedFor}`,
    caller: openCaller(configuration.database, { clock, random, sleep: pause }),
    loadInterface,
    openLine,
    spool: openSpool(configuration.spool.folder),
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
