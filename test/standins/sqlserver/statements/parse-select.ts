import { parseExpression } from "./parse-expression.ts";
import type { RowFilter, Select } from "./statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

/**
 * Parses what follows SELECT: `columns FROM view [AS alias] WHERE request_id = value`, or
 * `columns FROM function(value) [AS alias] [WHERE column = value [AND …]] [ORDER BY column, …]`.
 */
export function parseSelect(cursor: TokenCursor): Select {
  const line = cursor.line();
  const columns = cursor.takeMark("*") ? "*" : parseList(cursor);
  cursor.keyword("FROM");
  const source = parseName(cursor);
  const argument = cursor.takeMark("(") ? parseExpression(cursor) : undefined;
  if (argument !== undefined) cursor.mark(")");
  const alias = cursor.takeWord("AS") ? cursor.word() : source.replace(/^.*\./, "");
  const nameOf = (column: ColumnName): string =>
    column.alias === undefined || column.alias.toLowerCase() === alias.toLowerCase() ? column.name : cursor.fail();
  const facts = { columns: columns === "*" ? columns : columns.map(nameOf), source, line } as const;
  if (argument !== undefined) return { ...facts, requestId: argument, filter: parseFilter(cursor, nameOf) };
  cursor.keyword("WHERE");
  const { column, value } = parseEquality(cursor, nameOf);
  if (!/^(?:request|result)_id$/i.test(column)) cursor.fail();
  return { ...facts, requestId: value, filter: undefined };
}

/** A name with or without database and schema before it. */
export function parseName(cursor: TokenCursor): string {
  const parts = [cursor.word()];
  while (cursor.takeMark(".")) parts.push(cursor.word());
  return parts.join(".");
}

type NameOf = (column: ColumnName) => string;

function parseFilter(cursor: TokenCursor, nameOf: NameOf): RowFilter {
  const where: RowFilter["where"][number][] = [];
  if (cursor.takeWord("WHERE")) {
    do where.push(parseEquality(cursor, nameOf));
    while (cursor.takeWord("AND"));
  }
  if (!cursor.takeWord("ORDER")) return { where, orderBy: [] };
  cursor.keyword("BY");
  return { where, orderBy: parseList(cursor).map(nameOf) };
}

function parseEquality(cursor: TokenCursor, nameOf: NameOf): RowFilter["where"][number] {
  const column = nameOf(parseColumn(cursor));
  cursor.mark("=");
  return { column, value: parseExpression(cursor) };
}

interface ColumnName {
  /** What is before the dot, if anything is. */
  readonly alias: string | undefined;
  readonly name: string;
}

function parseList(cursor: TokenCursor): readonly ColumnName[] {
  const columns = [parseColumn(cursor)];
  while (cursor.takeMark(",")) columns.push(parseColumn(cursor));
  return columns;
}

function parseColumn(cursor: TokenCursor): ColumnName {
  const first = cursor.word();
  return cursor.takeMark(".") ? { alias: first, name: cursor.word() } : { alias: undefined, name: first };
}
