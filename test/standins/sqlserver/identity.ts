import { randomUUID } from "node:crypto";
import type { Database } from "./session-state.ts";
import type { AcceptedDatabaseRow } from "./tables.ts";

/** What tells a database from every other, the same one before a restore included. */
export type DatabaseIdentity = Omit<AcceptedDatabaseRow, "accepted_at" | "accepted_by">;

/** The identity that a database gets when it is created or restored. */
export function newIdentity(databaseName: string, now: Date): DatabaseIdentity {
  return {
    server_name: "SQL1",
    database_name: databaseName,
    created_at: now,
    database_guid: randomUUID(),
    recovery_fork_guid: randomUUID(),
  };
}

export function isAccepted({ identity, tables }: Database): boolean {
  return tables.medical_insurance_accepted_databases.some(
    (row) =>
      row.server_name === identity.server_name &&
      row.database_name === identity.database_name &&
      row.created_at.getTime() === identity.created_at.getTime() &&
      row.database_guid === identity.database_guid &&
      row.recovery_fork_guid === identity.recovery_fork_guid,
  );
}

export function accept({ identity, tables, now }: Database, by: string): void {
  tables.medical_insurance_accepted_databases.push({ ...identity, accepted_at: now(), accepted_by: by });
}
