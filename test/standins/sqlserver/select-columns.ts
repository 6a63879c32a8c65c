import type { Column, ResultSet } from "./procedure.ts";
import { type SqlError, sqlError } from "./sql-error.ts";
import type { SqlValue } from "./wire/values.ts";

/** Gives of a view's rows the columns asked for, or all; refuses one that the view does not have. */
export function selectColumns(
  columns: readonly Column[],
  names: readonly string[] | "*",
  rows: readonly Readonly<Record<string, SqlValue>>[],
): ResultSet | SqlError {
  const chosen =
    names === "*" ? columns : names.map((name) => columns.find((each) => each.name === name.toLowerCase()));
  const known = chosen.filter((column) => column !== undefined);
  if (names !== "*" && known.length < names.length) {
    return sqlError(207, `Invalid column name '${names.find((_, index) => chosen[index] === undefined)}'.`);
  }
  return { columns: known, rows: rows.map((row) => known.map((column) => row[column.name] ?? null)) };
}
