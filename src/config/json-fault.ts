/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const TOKEN =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\t\r\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** The part of a string before what a string may not contain. */
const STRING_PART = /"(?:[^"\\\t\r\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

/** What may come next. */
type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

/**
 * Finds where a text stops being JSON. JSON.parse also says it, but often by quoting the text there, which may be a secret.
 * @param text what JSON.parse has refused
 */
export function placeOfJsonFault(text: string): Place {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let end = 0;
  while (expected !== "nothing") {
    TOKEN.lastIndex = end;
    const found = TOKEN.exec(text);
    const after: Expected | null = found === null ? null : nextExpected(found, expected, open);
    if (after === null) return placeAt(text, found === null ? endOfPart(text, end) : afterSpace(text, end));
    expected = after;
    end = TOKEN.lastIndex;
  }
  return placeAt(text, afterSpace(text, end));
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at++;
  return at;
}

function endOfPart(text: string, from: number): number {
  STRING_PART.lastIndex = afterSpace(text, from);
  return STRING_PART.test(text) ? STRING_PART.lastIndex : afterSpace(text, from);
}

function placeAt(text: string, end: number): Place {
  const before = text.slice(0, end).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** Null when the token may not be there. */
function nextExpected([, sign, string]: RegExpExecArray, expected: Expected, open: ("{" | "[")[]): Expected | null {
  const afterValue = (): Expected => (open.length === 0 ? "nothing" : "comma-or-end");
  const inObject = open.at(-1) === "{";
  const takesValue = expected === "value" || expected === "value-or-end";
  if (sign === undefined) {
    if (takesValue) return afterValue();
    return string !== undefined && (expected === "key" || expected === "key-or-end") ? "colon" : null;
  }
  switch (sign) {
    case "{":
    case "[":
      if (!takesValue) return null;
      open.push(sign);
      return sign === "{" ? "key-or-end" : "value-or-end";
    case ":":
      return expected === "colon" ? "value" : null;
    case ",":
      if (expected !== "comma-or-end") return null;
      return inObject ? "key" : "value";
    default: {
      const isEnd = expected === "comma-or-end" || expected === (inObject ? "key-or-end" : "value-or-end");
      if (!isEnd || inObject !== (sign === "}")) return null;
      open.pop();
      return afterValue();
    }
  }
}
