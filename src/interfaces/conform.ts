import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";
import { type FieldLabels, labelsAt } from "./field-labels.ts";
import type { Fault } from "./rule.ts";

/** Fields of a province's own content: a text that holds JSON. */
const JSON_TEXTS: ReadonlySet<string> = new Set(["exp_content", "expContent"]);

/**
 * Writes an input as the specification does, where nothing is lost by it: a whole number where a text stands, one object
 * where a list of rows stands, a list of one row where an object stands, an object where a text of JSON stands.
 * What cannot be written so stays as it came, for the validator to judge.
 */
export function conform(
  input: JsonObject,
  labels: FieldLabels,
): { readonly input: JsonObject; readonly warnings: readonly Fault[] } {
  const warnings: Fault[] = [];

  const value = (given: JsonValue, at: FieldLabels, key: string, path: string): JsonValue => {
    if (at.text === true) return text(given, at, key, path);
    const rows = rowsAs(given, at.rows);
    if (isJsonObject(rows)) return object(rows, at, path);
    return Array.isArray(rows)
      ? rows.map((row, index) => (isJsonObject(row) ? object(row, at, `${path}[${index}]`) : row))
      : rows;
  };

  const text = (given: JsonValue, { label }: FieldLabels, key: string, path: string): JsonValue => {
    if (Number.isSafeInteger(given)) return String(given);
    if (typeof given !== "object" || given === null || !JSON_TEXTS.has(key)) return given;
    warnings.push({ path, place: path, label, rule: { keyword: "written-as-text" } });
    return JSON.stringify(given);
  };

  const object = (given: JsonObject, at: FieldLabels, path: string): JsonObject =>
    Object.fromEntries(
      Object.entries(given).map(([key, below]) => {
        const field = labelsAt(at, key);
        return [key, field === undefined ? below : value(below, field, key, path === "" ? key : `${path}.${key}`)];
      }),
    );

  return { input: object(input, labels, ""), warnings };
}

function rowsAs(given: JsonValue, rows: FieldLabels["rows"]): JsonValue {
  if (rows === "many" && isJsonObject(given)) return [given];
  const [first, ...others] = Array.isArray(given) ? given : [];
  return rows === "one" && others.length === 0 && isJsonObject(first) ? first : given;
}
