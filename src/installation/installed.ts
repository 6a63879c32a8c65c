import type { StoreFailure } from "../store/failure.ts";
import type { Session } from "../store/session.ts";
import { normalised } from "./expectation.ts";
import { DATABASE_SCRIPTS } from "./scripts.ts";

/** The one thing that an installation needs of a database. */
export type Database = Pick<Session, "runBatch">;

/** A batch may wait for a lock that a HIS session holds, and an index of a large table takes its time. */
export const BATCH_TIMEOUT_MS = 300_000;

/** Runs a query and gives its rows as texts; NULL is "". */
export async function queryTexts(
  database: Database,
  sql: string,
): Promise<{ readonly rows: readonly Readonly<Record<string, string>>[] } | StoreFailure> {
  const result = await database.runBatch(sql, BATCH_TIMEOUT_MS);
  if ("reason" in result) return result;
  const asText = (value: unknown): string => (value === null || value === undefined ? "" : String(value));
  return {
    rows: result.rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, asText(value)]))),
  };
}

const MODULE_NAMES = DATABASE_SCRIPTS.flatMap((script) => /^\d+_((?:fn|sp|v)_\w+)\.sql$/.exec(script)?.[1] ?? []);

export const MODULES_QUERY = `SELECT o.name, m.definition
FROM sys.sql_modules AS m
INNER JOIN sys.objects AS o
    ON o.object_id = m.object_id
WHERE o.schema_id = SCHEMA_ID(N'dbo')
  AND o.name IN (${MODULE_NAMES.map((name) => `N'${name}'`).join(", ")});`;

/** The installed views and procedures: their normalised texts by name. */
export async function readModules(database: Database): Promise<ReadonlyMap<string, string> | StoreFailure> {
  const result = await queryTexts(database, MODULES_QUERY);
  if ("reason" in result) return result;
  return new Map(result.rows.map(({ name = "", definition = "" }) => [name, normalised(definition)]));
}
