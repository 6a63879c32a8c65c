import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";
import { type FieldLabels, ownKey } from "./field-labels.ts";
import type { Fault, Rule } from "./rule.ts";

const WHOLE_INPUT = { path: "", place: "", label: "" };

type Tables = Readonly<Record<string, readonly string[]>>;

/**
 * What is sent on although the specification says otherwise, because a bureau may want it so: fields that it does not have,
 * codes that an open table does not list, fields that it requires and other bureaus do not.
 * @param given the input without its empty fields
 */
export function warningsOf(given: JsonObject, labels: FieldLabels, tables: Tables): Fault[] {
  const warnings: Fault[] = [];
  const warn = (path: string, label: string, rule: Rule): void => {
    warnings.push({ path, place: path, label, rule });
  };

  const visit = (value: JsonValue, at: FieldLabels, path: string): void => {
    if (Array.isArray(value)) for (const [index, row] of value.entries()) visit(row, at, `${path}[${index}]`);
    else if (isJsonObject(value)) visitFields(value, at, path);
    else if (typeof value === "string" && at.table !== undefined && tables[at.table]?.includes(value) === false)
      warn(path, at.label, { keyword: "unknown-code", table: at.table });
  };

  const visitFields = (object: JsonObject, at: FieldLabels, path: string): void => {
    const fields = fieldsFor(object, at);
    // An object whose keys the specification does not name, such as an extension, may hold anything.
    if (fields === undefined) return;
    const below = (key: string): string => (path === "" ? key : `${path}.${key}`);
    for (const [index, [key, value]] of Object.entries(object).entries()) {
      const field = ownKey(fields, key);
      if (field === undefined) warnings.push(unknownField(below(key), path, index + 1));
      else visit(value, field, below(key));
    }
    for (const [key, { label, expected }] of Object.entries(fields))
      if (expected === true && !Object.hasOwn(object, key)) warn(below(key), label, { keyword: "expected" });
  };

  if (labels.fields === undefined) warnings.push({ ...WHOLE_INPUT, rule: { keyword: "fields-not-known" } });
  visitFields(given, labels, "");
  return warnings;
}

/** @param number which key of the object at `place` it is, from 1 */
function unknownField(path: string, place: string, number: number): Fault {
  return {
    path,
    place: place === "" ? `key ${number}` : `${place}: key ${number}`,
    label: "",
    rule: { keyword: "unknown-field" },
  };
}

function fieldsFor(
  object: JsonObject,
  { fields, shortForm }: FieldLabels,
): Readonly<Record<string, FieldLabels>> | undefined {
  if (shortForm === undefined) return fields;
  const keys = Object.keys(object);
  const isShort = keys.length === Object.keys(shortForm).length && keys.every((key) => Object.hasOwn(shortForm, key));
  return isShort ? shortForm : fields;
}
