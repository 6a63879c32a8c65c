import { randomUUID } from "node:crypto";
import { type DatabaseIdentity, newIdentity } from "./identity.ts";
import type { Database } from "./session-state.ts";
import type { Tables } from "./tables.ts";

/** What a database held at one time. */
export type Backup = Tables;

export function backUp({ tables }: Database): Backup {
  return copyOf(tables);
}

/** Puts the rows of a backup into a database: what was written since is gone, and the database is another one. */
export function restore(database: Database, backup: Backup): void {
  putBack(database, backup);
  database.identity = { ...newIdentity(database.name, database.now()), server_name: database.identity.server_name };
}

/** What a replica of a database has of its own. */
export type Replica = Pick<DatabaseIdentity, "server_name" | "created_at">;

/**
 * Makes another replica the primary.
 * @param received what it has, if that is not all; it then begins a new recovery fork
 */
export function failOver(database: Database, replica: Replica, received: Backup | null): void {
  database.identity = { ...database.identity, ...replica };
  if (received === null) return;
  putBack(database, received);
  database.identity = { ...database.identity, recovery_fork_guid: randomUUID() };
}

function putBack(database: Database, backup: Backup): void {
  const { next, ...rows } = copyOf(backup);
  const { next: nextNow, ...rowsNow } = database.tables;
  for (const [table, held] of Object.entries(rowsNow)) {
    // Both come from Tables without its numbers, which has the same keys in each.
    const restored: readonly unknown[] = rows[table as keyof typeof rows];
    (held as unknown[]).splice(0, held.length, ...restored);
  }
  Object.assign(nextNow, next);
}

/** A row holds values that are replaced and never changed, so its own copy is enough; structuredClone takes ten times as long. */
function copyOf({ next, ...tables }: Tables): Tables {
  const copies = Object.entries(tables).map(([name, rows]) => [name, rows.map((row) => ({ ...row }))]);
  // The same names, and under each rows of the same kind.
  return { ...(Object.fromEntries(copies) as Omit<Tables, "next">), next: { ...next } };
}
