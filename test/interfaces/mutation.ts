import type { Fault } from "../../src/interfaces/rule.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/json-text.ts";
import { askedFor } from "./arbitrary.ts";
import { plain, requiredOf, rowsOf, type Schema, shapeOf } from "./schema-files.ts";

/** One way to break one rule of a valid input, and the fault that must name it. */
export interface Mutation {
  readonly input: JsonObject;
  readonly path: string;
  readonly label: string;
  readonly rule: Fault["rule"]["keyword"];
}

type Steps = readonly (string | number)[];

/** All mutations of an input, without doing any: which is done is chosen by whoever asks. */
export function mutationsOf(input: JsonObject, schema: Schema): (() => Mutation)[] {
  const root = schema.properties?.input;
  if (root === undefined) return [];
  const nested = root.else?.properties?.data?.required ?? [];
  return inObject(input, root, [], schema, (steps) => (steps.length === 1 && steps[0] === "data" ? nested : []));

  function inObject(
    object: JsonObject,
    rows: Schema,
    at: Steps,
    document: Schema,
    more: (at: Steps) => readonly string[],
  ): (() => Mutation)[] {
    // Without any field a closed short form would apply, or another one be asked for.
    const required = new Set([...requiredOf(rows), ...more(at)]);
    const asked = askedFor(rows);
    return Object.entries(object).flatMap(([code, value]) => {
      const field = rows.properties?.[code];
      if (field === undefined) return [];
      const steps = [...at, code];
      const label = field.title ?? "";
      const breaks = ways(field, document).map(
        ([rule, broken]) =>
          () =>
            mutation(steps, label, rule, broken),
      );
      const removals =
        required.has(code) && !asked.has(code) ? [() => mutation(steps, label, "required", undefined)] : [];
      return [...breaks, ...removals, ...below(value, field, steps, document, more)];
    });
  }

  function below(
    value: JsonValue,
    field: Schema,
    at: Steps,
    document: Schema,
    more: (at: Steps) => readonly string[],
  ): (() => Mutation)[] {
    const rows = rowsOf(field, document);
    if (rows.properties === undefined) return [];
    if (isJsonObject(value)) return inObject(value, rows, at, document, more);
    return Array.isArray(value)
      ? value.flatMap((row, index) => (isJsonObject(row) ? inObject(row, rows, [...at, index], document, more) : []))
      : [];
  }

  function mutation(steps: Steps, label: string, rule: Mutation["rule"], value: JsonValue | undefined): Mutation {
    return { input: changed(input, steps, value), path: pathOf(steps), label, rule };
  }
}

/** The rules of a field that a single value can break. */
function ways(field: Schema, document: Schema): [Mutation["rule"], JsonValue][] {
  const rows = rowsOf(field, document);
  if (rows.properties !== undefined) {
    // A list of one row is as good as an object, and an object as good as a list.
    return shapeOf(field, document) === "one"
      ? [
          ["type", "x"],
          ["type", []],
        ]
      : [["type", "x"]];
  }
  const leaf = plain(field, document);
  const types = typeof leaf.type === "string" ? [leaf.type] : (leaf.type ?? []);
  if (leaf.decimal !== undefined) return decimalWays(leaf.decimal);
  if (leaf.format !== undefined) {
    return [
      ["type", true],
      ["format", 20241201],
      ["format", "2023-02-29"],
      ["format", "2024/01/01"],
      ["format", "20240101"],
      ["format", "2024-01-01T08:30:00"],
    ];
  }
  if (types.length === 0) return [];
  const wrongType: JsonValue = types.includes("string") ? true : "x";
  return [
    ["type", wrongType],
    ...(leaf.maxLength === undefined
      ? []
      : [["max-length", "长".repeat(leaf.maxLength + 1)] as [Mutation["rule"], JsonValue]]),
    ...(leaf.enum === undefined ? [] : [["codes", "x"] as [Mutation["rule"], JsonValue]]),
  ];
}

function decimalWays({ precision, scale, positive }: NonNullable<Schema["decimal"]>): [Mutation["rule"], JsonValue][] {
  const always: [Mutation["rule"], JsonValue][] = [
    ["type", true],
    ["decimal", "1e2"],
    ["decimal", "一"],
    ["decimal", "007"],
  ];
  if (precision === undefined) return always;
  const bounds: [Mutation["rule"], JsonValue][] = [
    ["decimal", `1${"0".repeat(precision - (scale ?? 0))}`],
    ["decimal", `0.${"0".repeat(scale ?? 0)}1`],
  ];
  return [...always, ...bounds, ...(positive === true ? [["decimal", "-1"] as [Mutation["rule"], JsonValue]] : [])];
}

function changed(value: JsonValue, [step, ...further]: Steps, to: JsonValue | undefined): JsonObject {
  // A path only leads through objects and lists.
  const copy: Record<string | number, JsonValue> = (
    Array.isArray(value) ? [...value] : { ...(value as JsonObject) }
  ) as never;
  if (step === undefined) return copy;
  const inner = copy[step];
  if (further.length > 0 && inner !== undefined) copy[step] = changed(inner, further, to);
  else if (to === undefined) delete copy[step];
  else copy[step] = to;
  return copy;
}

function pathOf(steps: Steps): string {
  return steps.reduce<string>(
    (path, step) => (typeof step === "number" ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
    "",
  );
}
