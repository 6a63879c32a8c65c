import type { JsonObject, JsonValue } from "../json-text.ts";
import { type FieldLabels, labelsAt } from "./field-labels.ts";
import type { Fault, Rule } from "./rule.ts";

/** An error as a compiled validator reports it. */
export interface SchemaError {
  readonly keyword: string;
  /** A JSON pointer into the input. */
  readonly instancePath: string;
  readonly params: JsonObject;
}

/** One fault for each rule that is broken. */
export function faultsOf(errors: readonly SchemaError[], labels: FieldLabels): Fault[] {
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === "type").map(({ instancePath }) => instancePath));
  const faults = new Map<string, Fault>();
  for (const error of errors) {
    // An `if` only says that its branch failed, and a value of the wrong type breaks every other rule too.
    if (error.keyword === "if" || (error.keyword !== "type" && mistyped.has(error.instancePath))) continue;
    const steps = stepsOf(error.instancePath);
    const fault = faultAt(error, steps, labels);
    // Where a list is as good as an object, the row's own type is asked for a second time.
    const key = error.keyword === "type" ? error.instancePath : JSON.stringify(fault);
    if (!faults.has(key)) faults.set(key, fault);
  }
  return [...faults.values()];
}

function faultAt(error: SchemaError, at: readonly string[], labels: FieldLabels): Fault {
  const missing = error.keyword === "required" ? error.params.missingProperty : undefined;
  const steps = typeof missing === "string" ? [...at, missing] : at;
  const field = find(labels, steps);
  return { path: pathOf(steps), place: placeOf(steps, labels), label: field?.label ?? "", rule: ruleOf(error, field) };
}

function placeOf(steps: readonly string[], labels: FieldLabels): string {
  const unknown = steps.findIndex((_, index) => find(labels, steps.slice(0, index + 1)) === undefined);
  if (unknown === -1) return pathOf(steps);
  const known = pathOf(steps.slice(0, unknown));
  return known === "" ? "a field" : `${known}: a field`;
}

function ruleOf({ keyword, params }: SchemaError, field: FieldLabels | undefined): Rule {
  switch (keyword) {
    case "required":
      return { keyword: "required" };
    case "minLength":
      return params.limit === 1 ? { keyword: "filled" } : { keyword: "schema", word: keyword };
    case "anyFilled":
      return { keyword: "any-filled", fields: texts(params.fields) };
    case "type":
      return { keyword: "type", types: typeof params.type === "string" ? [params.type] : texts(params.type) };
    case "maxLength":
      return { keyword: "max-length", limit: Number(params.limit) };
    case "decimal":
      return { keyword: "decimal", precision: numberOrNull(params.precision), scale: numberOrNull(params.scale) };
    case "enum":
      return { keyword: "codes", codes: texts(params.allowedValues).filter((code) => code !== "") };
    case "pattern":
      return field?.format === undefined
        ? { keyword: "schema", word: keyword }
        : { keyword: "format", format: field.format };
    default:
      return { keyword: "schema", word: keyword };
  }
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Rows of a list share their list's labels, so an index does not lead to other labels. */
function find(labels: FieldLabels, steps: readonly string[]): FieldLabels | undefined {
  return steps.reduce<FieldLabels | undefined>(
    (at, step) => labelsAt(at, step) ?? (/^\d+$/.test(step) ? at : undefined),
    labels,
  );
}

function pathOf(steps: readonly string[]): string {
  return steps.reduce(
    (path, step) => (/^\d+$/.test(step) ? `${path}[${step}]` : path === "" ? step : `${path}.${step}`),
    "",
  );
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function numberOrNull(value: JsonValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}
