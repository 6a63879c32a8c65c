import { escapeControlCharacters, type JsonValue } from "../json-text.ts";

export interface ReadJson {
  /** Undefined when the text is not JSON. */
  readonly value: JsonValue | undefined;
  /** The text that was read: JSON wherever `value` is given. */
  readonly text: string;
  /** Line breaks and other control characters stood inside strings and are written as escapes now. */
  readonly isMended: boolean;
}

/** Reads a reply's JSON. Bureaus pass on texts with line breaks as they are; where nothing else is wrong they are taken as such. */
export function readReplyJson(text: string): ReadJson {
  const value = parse(text);
  if (value !== undefined) return { value, text, isMended: false };
  const mended = escapeControlCharacters(text);
  const read = mended === text ? undefined : parse(mended);
  return read === undefined
    ? { value: undefined, text, isMended: false }
    : { value: read, text: mended, isMended: true };
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
