import { isJsonObject, type JsonValue } from "../json-text.ts";

const LONGEST_EMPTY_TEXT = 200;

/** Whether a reply's `output` gives anything. Some bureaus write it as JSON text; null, "", "{}" and {"data": null} give nothing. */
export function hasOutput(output: JsonValue | undefined): boolean {
  if (Array.isArray(output)) return output.length > 0;
  if (typeof output !== "string") return isGiven(output);
  const text = output.trim();
  if (text.length > LONGEST_EMPTY_TEXT) return true;
  const inner = parsed(text);
  return typeof inner === "string" ? inner.trim() !== "" : hasOutput(inner);
}

/** Of an object, whether any of its fields is given. A list inside is given also when it is empty: nothing was found. */
function isGiven(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === "") return false;
  return isJsonObject(value) ? Object.values(value).some(isGiven) : true;
}

/** The value that a JSON text holds, or the text itself. */
function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
