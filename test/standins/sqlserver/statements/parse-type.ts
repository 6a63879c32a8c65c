import { int, nvarchar, type SqlType, varchar } from "../sql-type.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** The types that HIS' batches declare: int, varchar(n), nvarchar(n | max). */
export function parseType(cursor: TokenCursor): SqlType {
  const name = cursor.keyword("INT", "VARCHAR", "NVARCHAR").toUpperCase();
  if (name === "INT") return int;
  cursor.mark("(");
  const length = cursor.takeWord("MAX") ? "max" : Number(cursor.takeLiteral()?.text);
  cursor.mark(")");
  if (name === "NVARCHAR" && (length === "max" || (length >= 1 && length <= 4000))) return nvarchar(length);
  if (name === "VARCHAR" && length !== "max" && length >= 1 && length <= 8000) return varchar(length);
  return cursor.fail();
}
