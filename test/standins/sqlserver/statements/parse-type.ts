import { bit, date, datetime, datetime2, int, nvarchar, type SqlType, varchar } from "../sql-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

const PLAIN: Readonly<Record<string, SqlType>> = { INT: int, BIT: bit, DATE: date, DATETIME: datetime };

/** The types that batches declare: int, bit, date, datetime, datetime2[(n)], varchar(n | max), nvarchar(n | max). */
export function parseType(cursor: TokenCursor): SqlType {
  const name = cursor.keyword(...Object.keys(PLAIN), "DATETIME2", "VARCHAR", "NVARCHAR").toUpperCase();
  const plain = PLAIN[name];
  if (plain !== undefined) return plain;
  if (name === "DATETIME2" && !cursor.isAtMark("(")) return datetime2(7);
  cursor.mark("(");
  const length = cursor.takeWord("MAX") ? "max" : Number(cursor.takeLiteral()?.text);
  cursor.mark(")");
  if (name === "DATETIME2" && length !== "max" && length >= 0 && length <= 7) return datetime2(length);
  if (name === "NVARCHAR" && (length === "max" || (length >= 1 && length <= 4000))) return nvarchar(length);
  if (name === "VARCHAR" && (length === "max" || (length >= 1 && length <= 8000))) return varchar(length);
  return cursor.fail();
}
