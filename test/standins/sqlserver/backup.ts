import { newIdentity } from "./identity.ts";
import type { Database } from "./session-state.ts";
import type { Tables } from "./tables.ts";

/** What a database held at one time. */
export type Backup = Tables;

export function backUp({ tables }: Database): Backup {
  return structuredClone(tables);
}

/** Puts the rows of a backup into a database: what was written since is gone, and the database is another one. */
export function restore(database: Database, backup: Backup): void {
  const { next, ...rows } = structuredClone(backup);
  const { next: nextNow, ...rowsNow } = database.tables;
  for (const [table, held] of Object.entries(rowsNow)) {
    // Both come from Tables without its numbers, which has the same keys in each.
    const restored: readonly unknown[] = rows[table as keyof typeof rows];
    (held as unknown[]).splice(0, held.length, ...restored);
  }
  Object.assign(nextNow, next);
  database.identity = newIdentity(database.name, database.now());
}
