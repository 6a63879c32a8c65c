import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";

/** The languages of HIS write an empty column as "", as null or not at all: all three mean that nothing is given. */
export function isGiven(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** A copy with only those keys that have a value. */
export function onlyGiven(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => isGiven(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, inside(value)]));
}

function inside(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inside);
  return isJsonObject(value) ? onlyGiven(value) : value;
}
