import { fromCodePage, toCodePage } from "../wire/code-page.ts";
import type { Expression } from "./statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** A variable, NULL, a number or a text. */
export function parseExpression(cursor: TokenCursor): Expression {
  const variable = cursor.takeVariable();
  if (variable !== undefined) return { kind: "variable", name: variable };
  if (cursor.takeWord("NULL")) return { kind: "literal", value: null };
  const literal = cursor.takeLiteral();
  if (literal === undefined) return cursor.fail();
  if (literal.kind === "number") return { kind: "literal", value: Number(literal.text) };
  // '…' without N is varchar: what the code page lacks is lost before the procedure sees it.
  return { kind: "literal", value: literal.unicode ? literal.text : fromCodePage(toCodePage(literal.text)) };
}
