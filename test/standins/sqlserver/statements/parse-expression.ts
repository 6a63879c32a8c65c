import { decimal, int, nvarchar, varchar } from "../sql-type.ts";
import { fromCodePage, toCodePage } from "../wire/code-page.ts";
import type { Expression } from "./statement.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** A variable, NULL, a number or a text. */
export function parseExpression(cursor: TokenCursor): Expression {
  const variable = cursor.takeVariable();
  if (variable?.startsWith("@")) return cursor.fail(`@${variable}`);
  if (variable !== undefined) return { kind: "variable", name: variable };
  if (cursor.takeWord("NULL")) return { kind: "literal", value: null, type: int };
  const literal = cursor.takeLiteral();
  if (literal === undefined) return cursor.fail();
  if (literal.kind === "number") return numberOf(literal.text);
  const { text, unicode } = literal;
  const length = Math.max(1, text.length);
  if (unicode) return { kind: "literal", value: text, type: nvarchar(length > 4000 ? "max" : length) };
  // '…' without N is varchar: what the code page lacks is lost before the procedure sees it.
  const bytes = toCodePage(text);
  const type = varchar(bytes.length > 8000 ? "max" : Math.max(1, bytes.length));
  return { kind: "literal", value: fromCodePage(bytes), type };
}

function numberOf(text: string): Expression {
  const [, decimals] = text.split(".");
  const value = Number(text);
  if (decimals === undefined && int.convert(value) !== undefined) return { kind: "literal", value, type: int };
  return { kind: "literal", value: text, type: decimal(38, decimals?.length ?? 0) };
}
