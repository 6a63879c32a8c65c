import { int } from "../sql-type.ts";
import { parseCondition } from "./parse-condition.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseItem, parsePlainName, parseScalar } from "./parse-scalar.ts";
import { isReserved } from "./reserved-words.ts";
import type { From, Scalar, Select, SelectItem } from "./select.ts";
import type { Expression } from "./statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** Parses what follows SELECT. */
export function parseSelect(cursor: TokenCursor): Select {
  const line = cursor.line();
  const top = cursor.takeWord("TOP") ? parseTop(cursor) : undefined;
  const items = parseList(cursor, parseSelectItem);
  const from = cursor.takeWord("FROM") ? parseFrom(cursor) : undefined;
  const where = cursor.takeWord("WHERE") ? parseCondition(cursor) : undefined;
  const groupBy = takeBy(cursor, "GROUP") ? parseList(cursor, parseScalar) : [];
  const orderBy = takeBy(cursor, "ORDER") ? parseList(cursor, parseOrder) : [];
  return { top, items, from, where, groupBy, orderBy, line };
}

/** A name with or without database and schema before it. */
export function parseName(cursor: TokenCursor): string {
  const parts = [cursor.word()];
  while (cursor.takeMark(".")) parts.push(cursor.word());
  return parts.join(".");
}

function parseTop(cursor: TokenCursor): Expression {
  const isInParentheses = cursor.takeMark("(");
  const top = parseExpression(cursor);
  if (isInParentheses) cursor.mark(")");
  else if (top.kind !== "literal" || top.type !== int) cursor.fail();
  return top;
}

function parseSelectItem(cursor: TokenCursor): SelectItem {
  if (cursor.takeMark("*")) return { kind: "all", alias: undefined };
  const alias = takeAliasOfAll(cursor);
  if (alias !== undefined) return { kind: "all", alias };
  const value = parseItem(cursor);
  return { kind: "value", value, name: takeAlias(cursor) ?? (value.kind === "column" ? value.name : "") };
}

/** `alias.*` */
function takeAliasOfAll(cursor: TokenCursor): string | undefined {
  if (!cursor.isAtMark(".", 1) || !cursor.isAtMark("*", 2)) return undefined;
  const alias = cursor.word();
  cursor.mark(".");
  cursor.mark("*");
  return alias;
}

function parseFrom(cursor: TokenCursor): From {
  if (isReserved(cursor.peekWord() ?? "")) cursor.fail();
  const source = parseName(cursor);
  const argument = cursor.takeMark("(") ? parseExpression(cursor) : undefined;
  if (argument !== undefined) cursor.mark(")");
  const alias = takeAlias(cursor) ?? source.replace(/^.*\./, "");
  // The only hint that changes nothing here.
  if (cursor.takeWord("WITH")) {
    cursor.mark("(");
    cursor.keyword("NOLOCK");
    cursor.mark(")");
  }
  return { source, alias, argument };
}

function takeAlias(cursor: TokenCursor): string | undefined {
  if (cursor.takeWord("AS")) return parsePlainName(cursor);
  const word = cursor.peekWord();
  return word === undefined || isReserved(word) ? undefined : parsePlainName(cursor);
}

function parseOrder(cursor: TokenCursor): Select["orderBy"][number] {
  const by = parseItem(cursor);
  const isDescending = cursor.takeWord("DESC");
  if (!isDescending) cursor.takeWord("ASC");
  return { by, isDescending };
}

function takeBy(cursor: TokenCursor, word: "GROUP" | "ORDER"): boolean {
  if (!cursor.takeWord(word)) return false;
  cursor.keyword("BY");
  return true;
}

function parseList<T extends SelectItem | Scalar | Select["orderBy"][number]>(
  cursor: TokenCursor,
  parseOne: (cursor: TokenCursor) => T,
): readonly T[] {
  const parts = [parseOne(cursor)];
  while (cursor.takeMark(",")) parts.push(parseOne(cursor));
  return parts;
}
