import type { Column } from "../procedure.ts";
import { type SqlError, sqlError } from "../sql-error.ts";
import type { SqlValue } from "../wire/values.ts";
import type { RowFilter } from "./statement.ts";
import { evaluate, undeclared, type Variables } from "./variables.ts";

type Row = Readonly<Record<string, SqlValue>>;

/** The rows for which all equalities hold, in the order asked for. */
export function filterRows(
  columns: readonly Column[],
  { where, orderBy }: RowFilter,
  rows: readonly Row[],
  variables: Variables,
): readonly Row[] | SqlError {
  let found = rows;
  for (const { column, value } of where) {
    const known = find(columns, column);
    const wanted = evaluate(value, variables);
    if (known === undefined) return invalidColumn(column);
    if (wanted === undefined) return undeclared(value);
    const compared = wanted === null ? null : known.type.convert(wanted);
    if (compared === undefined) return sqlError(245, `Conversion failed to data type ${known.type.text}.`);
    // Nothing equals NULL.
    found = found.filter((row) => compared !== null && isEqual(row[known.name] ?? null, compared));
  }
  const sorted = orderBy.map((name) => find(columns, name));
  const unknown = sorted.indexOf(undefined);
  if (unknown >= 0) return invalidColumn(orderBy[unknown] ?? "");
  return sorted.reduceRight((before, column) => before.toSorted(comparing(column?.name ?? "")), found);
}

function find(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name === name.toLowerCase());
}

/** In any case, as Chinese_PRC_CI_AS compares. */
function isEqual(left: SqlValue, right: SqlValue): boolean {
  return typeof left === "string" && typeof right === "string"
    ? left.toLowerCase() === right.toLowerCase()
    : left === right;
}

function comparing(column: string) {
  return (a: Row, b: Row): number => {
    const [left, right] = [a[column] ?? null, b[column] ?? null];
    if (left === right || right === null) return left === right ? 0 : 1;
    return left === null || left < right ? -1 : 1;
  };
}

function invalidColumn(name: string): SqlError {
  return sqlError(207, `Invalid column name '${name}'.`);
}
