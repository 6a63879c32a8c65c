import type { Field } from "../interfaces/field.ts";
import { isJsonObject, type JsonValue } from "../json-text.ts";

/** One value of an input or a reply. */
export interface LabelledField {
  /** Keys and, for the rows of a list, their numbers from 1: `feedetail.2.cnt`. */
  readonly path: string;
  /** The schema's Chinese name; "" for what the schema does not have. */
  readonly label: string;
  /** As it is in the text, digit for digit; *** where it is hidden. */
  readonly value: string;
}

export const HIDDEN = "***";

/** Reads a JSON text; numbers keep their digits, as texts. Undefined when it is not JSON. */
export function readDigits(text: string): JsonValue | undefined {
  try {
    // JSON.parse gives JSON values only; its declared type says less.
    return JSON.parse(text, (_key, value: JsonValue, context?: { source?: string }) =>
      typeof value === "number" ? (context?.source ?? String(value)) : value,
    ) as JsonValue;
  } catch {
    return undefined;
  }
}

/**
 * The values in the order of the text, each with its label.
 * @param isRevealed else every value that is not empty is hidden, and so is a key that the schema does not have
 */
export function labelledFields(value: JsonValue, field: Field | undefined, isRevealed: boolean): LabelledField[] {
  const visit = (item: JsonValue, at: Field | undefined, path: string): LabelledField[] => {
    if (Array.isArray(item)) return item.flatMap((row: JsonValue, index) => visit(row, at, `${path}.${index + 1}`));
    if (!isJsonObject(item)) return [{ path: path.slice(1), label: at?.label ?? "", value: shown(item, isRevealed) }];
    return Object.entries(item).flatMap(([key, inner], index) => {
      const below = fieldBelow(at, key);
      return visit(inner, below, `${path}.${isRevealed ? key : shownKey(key, below, index)}`);
    });
  };
  return visit(value, field, "");
}

/** The same object with its values and keys hidden, as `labelledFields` hides them. */
export function hiddenValues(value: JsonValue, at: Field | undefined): JsonValue {
  if (Array.isArray(value)) return value.map((row: JsonValue) => hiddenValues(row, at));
  if (!isJsonObject(value)) return shown(value, false);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner], index) => {
      const below = fieldBelow(at, key);
      return [shownKey(key, below, index), hiddenValues(inner, below)];
    }),
  );
}

function fieldBelow(at: Field | undefined, key: string): Field | undefined {
  return [...(at?.fields ?? []), ...(at?.shortForm ?? [])].find(({ code }) => code === key);
}

/** A key that the schema does not have may be anything that HIS wrote. */
function shownKey(key: string, field: Field | undefined, index: number): string {
  return field === undefined ? `key ${index + 1}` : key;
}

function shown(value: JsonValue, isRevealed: boolean): string {
  if (value === null || value === "") return "";
  return isRevealed ? String(value) : HIDDEN;
}
