import { isJsonObject, type JsonValue } from "../json-text.ts";

/** A number that JSON.parse cannot represent exactly: sent on, the insurer would see another amount or another id. */
export interface InexactNumber {
  readonly path: string;
  readonly text: string;
}

export type ParsedJson =
  | { readonly value: JsonValue; readonly inexact: readonly InexactNumber[] }
  | { readonly syntaxError: true };

/** Parses a text and names every number that cannot be represented exactly (beyond 2^53, or with more digits than a double holds). */
export function parseExactly(text: string): ParsedJson {
  const inexact: string[] = [];
  let value: JsonValue;
  try {
    // JSON.parse gives JSON values only; its declared type says less.
    value = JSON.parse(text, (_key, item: JsonValue, context?: { source?: string }) => {
      if (typeof item === "number" && context?.source !== undefined && !isExact(context.source, item)) {
        inexact.push(context.source);
      }
      return item;
    }) as JsonValue;
  } catch {
    return { syntaxError: true };
  }
  return { value, inexact: inexact.length === 0 ? [] : locate(value, inexact) };
}

/** Whether the double, written out, has the same digits as the text; 12.50 and 12.5 are the same amount. */
function isExact(source: string, parsed: number): boolean {
  return Number.isFinite(parsed) && canonicalDecimal(source) === canonicalDecimal(String(parsed));
}

/** Sign, significant digits and exponent of a number's text: `-12.50` and `-1.25e1` give the same. */
function canonicalDecimal(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = withoutTrailingZeros(digits);
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + (digits.length - significant.length)}`;
}

/** Not /0+$/: for zeros in the middle of a text its time grows with the square of their number. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}

/** JSON.parse's reviver knows no path, so the doubles are found again in the parsed value. */
function locate(value: JsonValue, sources: readonly string[]): InexactNumber[] {
  const wanted = new Map(sources.map((source) => [Number(source), source]));
  const found: InexactNumber[] = [];
  const visit = (item: JsonValue, path: string): void => {
    if (typeof item === "number") {
      const text = wanted.get(item);
      if (text !== undefined) found.push({ path, text });
    } else if (Array.isArray(item)) {
      for (const [index, entry] of item.entries()) visit(entry, `${path}[${index}]`);
    } else if (isJsonObject(item)) {
      for (const [key, entry] of Object.entries(item)) visit(entry, path === "" ? key : `${path}.${key}`);
    }
  };
  visit(value, "");
  return found;
}
