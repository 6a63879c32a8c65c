import { parseScalar } from "./parse-scalar.ts";
import type { Comparison, Condition, Scalar } from "./select.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** What follows WHERE: comparisons, IN, LIKE, BETWEEN and IS NULL, joined by AND, OR, NOT and parentheses. */
export function parseCondition(cursor: TokenCursor): Condition {
  let condition = parseConjunction(cursor);
  while (cursor.takeWord("OR")) condition = { kind: "or", left: condition, right: parseConjunction(cursor) };
  return condition;
}

function parseConjunction(cursor: TokenCursor): Condition {
  let condition = parseNegation(cursor);
  while (cursor.takeWord("AND")) condition = { kind: "and", left: condition, right: parseNegation(cursor) };
  return condition;
}

function parseNegation(cursor: TokenCursor): Condition {
  if (cursor.takeWord("NOT")) return { kind: "not", of: parseNegation(cursor) };
  if (!cursor.takeMark("(")) return parsePredicate(cursor);
  const condition = parseCondition(cursor);
  cursor.mark(")");
  return condition;
}

function parsePredicate(cursor: TokenCursor): Condition {
  const value = parseScalar(cursor);
  if (cursor.takeWord("IS")) {
    const isNot = cursor.takeWord("NOT");
    cursor.keyword("NULL");
    return negatedIf(isNot, { kind: "isNull", of: value });
  }
  const operator = takeComparison(cursor);
  if (operator !== undefined) return { kind: "compare", operator, left: value, right: parseScalar(cursor) };
  const isNot = cursor.takeWord("NOT");
  if (cursor.takeWord("IN")) return negatedIf(isNot, parseIn(cursor, value));
  if (cursor.takeWord("LIKE")) return negatedIf(isNot, parseLike(cursor, value));
  if (cursor.takeWord("BETWEEN")) return negatedIf(isNot, parseBetween(cursor, value));
  return cursor.fail();
}

function negatedIf(isNot: boolean, of: Condition): Condition {
  return isNot ? { kind: "not", of } : of;
}

function takeComparison(cursor: TokenCursor): Comparison | undefined {
  if (cursor.takeMark("=")) return "=";
  if (cursor.takeMark("<")) return cursor.takeMark(">") ? "<>" : cursor.takeMark("=") ? "<=" : "<";
  if (cursor.takeMark(">")) return cursor.takeMark("=") ? ">=" : ">";
  if (!cursor.takeMark("!")) return undefined;
  cursor.mark("=");
  return "<>";
}

function parseIn(cursor: TokenCursor, left: Scalar): Condition {
  cursor.mark("(");
  const equals = (): Condition => ({ kind: "compare", operator: "=", left, right: parseScalar(cursor) });
  let condition = equals();
  while (cursor.takeMark(",")) condition = { kind: "or", left: condition, right: equals() };
  cursor.mark(")");
  return condition;
}

function parseLike(cursor: TokenCursor, value: Scalar): Condition {
  const pattern = parseScalar(cursor);
  const escapeWith = cursor.takeWord("ESCAPE") ? cursor.takeLiteral()?.text : undefined;
  return { kind: "like", value, pattern, escapeWith };
}

function parseBetween(cursor: TokenCursor, left: Scalar): Condition {
  const from = parseScalar(cursor);
  cursor.keyword("AND");
  return {
    kind: "and",
    left: { kind: "compare", operator: ">=", left, right: from },
    right: { kind: "compare", operator: "<=", left, right: parseScalar(cursor) },
  };
}
