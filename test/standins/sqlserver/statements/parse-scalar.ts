import { datetime, datetime2 } from "../sql-type.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseType } from "./parse-type.ts";
import { isReserved } from "./reserved-words.ts";
import type { Aggregate, DatePart, Scalar } from "./select.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** A constant, a variable, a column, the present time, DATEADD, CAST or CONVERT. */
export function parseScalar(cursor: TokenCursor): Scalar {
  const word = cursor.peekWord();
  if (word === undefined || word.toUpperCase() === "NULL") return parseExpression(cursor);
  return FUNCTIONS[word.toUpperCase()]?.(cursor) ?? parseColumn(cursor);
}

/** COUNT(*), COUNT(x), MIN(x), MAX(x), or one value for each row. */
export function parseItem(cursor: TokenCursor): Scalar | Aggregate {
  const name = AGGREGATES.find((each) => each === cursor.peekWord()?.toUpperCase());
  if (name === undefined) return parseScalar(cursor);
  cursor.word();
  cursor.mark("(");
  const of = name === "COUNT" && cursor.takeMark("*") ? undefined : parseScalar(cursor);
  cursor.mark(")");
  return { kind: "aggregate", name, of };
}

/** `column` or `alias.column`. */
export function parseColumn(cursor: TokenCursor): Extract<Scalar, { kind: "column" }> {
  const first = parsePlainName(cursor);
  if (!cursor.takeMark(".")) return { kind: "column", alias: undefined, name: first };
  return { kind: "column", alias: first, name: cursor.word() };
}

/** A name that is not a word of the language and not a function that is unknown here. */
export function parsePlainName(cursor: TokenCursor): string {
  if (isReserved(cursor.peekWord() ?? "")) cursor.fail();
  const name = cursor.word();
  return cursor.isAtMark("(") ? cursor.fail(name) : name;
}

const AGGREGATES = ["COUNT", "MIN", "MAX"] as const;

type ParseFunction = (cursor: TokenCursor) => Scalar;

const FUNCTIONS: Readonly<Record<string, ParseFunction>> = {
  GETDATE: now({ isUtc: false, type: datetime }),
  GETUTCDATE: now({ isUtc: true, type: datetime }),
  SYSDATETIME: now({ isUtc: false, type: datetime2(7) }),
  SYSUTCDATETIME: now({ isUtc: true, type: datetime2(7) }),
  CURRENT_TIMESTAMP(cursor) {
    cursor.word();
    return { kind: "now", isUtc: false, type: datetime };
  },
  DATEADD(cursor) {
    begin(cursor);
    const part = DATE_PARTS.get(cursor.peekWord()?.toUpperCase() ?? "");
    if (part === undefined) return cursor.fail();
    cursor.word();
    cursor.mark(",");
    const count = parseScalar(cursor);
    cursor.mark(",");
    const time = parseScalar(cursor);
    cursor.mark(")");
    return { kind: "dateAdd", part, count, time };
  },
  CAST(cursor) {
    begin(cursor);
    const value = parseScalar(cursor);
    cursor.keyword("AS");
    const type = parseType(cursor);
    cursor.mark(")");
    return { kind: "cast", value, type };
  },
  CONVERT(cursor) {
    begin(cursor);
    const type = parseType(cursor);
    cursor.mark(",");
    const value = parseScalar(cursor);
    cursor.mark(")");
    return { kind: "cast", value, type };
  },
};

const DATE_PARTS: ReadonlyMap<string, DatePart> = new Map(
  (
    [
      ["year", "YEAR YY YYYY"],
      ["month", "MONTH MM M"],
      ["week", "WEEK WK WW"],
      ["day", "DAY DD D"],
      ["hour", "HOUR HH"],
      ["minute", "MINUTE MI N"],
      ["second", "SECOND SS S"],
      ["millisecond", "MILLISECOND MS"],
    ] as const
  ).flatMap(([part, words]) => words.split(" ").map((word) => [word, part] as const)),
);

function now(facts: Omit<Extract<Scalar, { kind: "now" }>, "kind">): ParseFunction {
  return (cursor) => {
    begin(cursor);
    cursor.mark(")");
    return { kind: "now", ...facts };
  };
}

function begin(cursor: TokenCursor): void {
  cursor.word();
  cursor.mark("(");
}
