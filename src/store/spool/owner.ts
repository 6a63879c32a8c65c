import type { DatabaseSettings } from "../../config/connection-string.ts";

/** The database that a spooled call is for; each file of the spool names it. */
export interface Owner {
  /** `host,port`, or `host\instance` where the port is asked of SQL Server Browser. */
  readonly server: string;
  readonly database: string;
}

const THIS_MACHINE = ["127.0.0.1", "::1"];

/** Two ways to write the same server give the same owner, as far as the text alone can show it. */
export function ownerOf({ server, port, instanceName, database }: DatabaseSettings): Owner {
  const host = server.toLowerCase();
  const place = port === null ? `\\${(instanceName ?? "").toLowerCase()}` : `,${port}`;
  return { server: `${THIS_MACHINE.includes(host) ? "localhost" : host}${place}`, database };
}

export function isSameOwner(one: Owner, other: Owner): boolean {
  return one.server === other.server && one.database.toLowerCase() === other.database.toLowerCase();
}

/** So many bytes of a file hold its owner, which is written first. */
export const HEAD_BYTES = 2048;

/** @returns null where the file does not say it, as those of earlier versions do not */
export function ownerIn(head: string): Owner | null {
  const [, server, database] =
    /^\s*\{\s*"server"\s*:\s*("(?:[^"\\]|\\.)*")\s*,\s*"database"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(head) ?? [];
  if (server === undefined || database === undefined) return null;
  try {
    return { server: String(JSON.parse(server)).toLowerCase(), database: String(JSON.parse(database)) };
  } catch {
    return null;
  }
}
