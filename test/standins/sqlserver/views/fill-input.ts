import { localText } from "../local-text.ts";

interface Template {
  readonly node?: string;
  readonly fields: readonly { readonly field: string; readonly default?: string; readonly optional?: boolean }[];
}

/** fn_medical_insurance_fill_input: an input written with another one's values. */
export interface FilledInput {
  readonly input: string;
  /** The fields that are sent empty; null: none. */
  readonly blank: string | null;
  /** The fields that a person has to fill in; null: none. */
  readonly missing: string | null;
}

export function fillInput(
  template: string,
  inputData: string,
  { from, until, fixmedinsCode }: { readonly from: Date; readonly until: Date; readonly fixmedinsCode: string },
): FilledInput {
  const { node, fields }: Template = JSON.parse(template);
  const whole = parseWithDigits(inputData);
  const input = isTree(whole.input) ? whole.input : whole;
  const values = valuesIn(input);
  const filled = fields.map(({ field, default: usual, optional = false }) => {
    const value = onlyOne(values.get(field) ?? []);
    return { field, value: usual?.startsWith("{") ? dated(usual, value) : (value ?? usual), optional };
  });
  function dated(usual: string, value: string | undefined): string {
    const requested = dayOf(from);
    const given = value !== undefined && /^[12]\d{3}-[01]\d-[0-3]\d/.test(value) ? value.slice(0, 10) : requested;
    return usual
      .replaceAll("{fixmedins_code}", fixmedinsCode)
      .replaceAll("{from}", given < requested ? given : requested)
      .replaceAll("{until}", dayOf(until));
  }
  const written = filled.flatMap(({ field, value, optional }) =>
    value === undefined && optional ? [] : [[field, value ?? ""] as const],
  );
  const object = Object.fromEntries(written);
  const nested = node === undefined ? object : { [node]: object };
  return {
    input: JSON.stringify(isTree(whole.input) ? { ...JSON.parse(inputData), input: nested } : nested),
    blank: listOf(filled.filter(({ value }) => value === "")),
    missing: listOf(filled.filter(({ value, optional }) => value === undefined && !optional)),
  };
}

function listOf(fields: readonly { readonly field: string }[]): string | null {
  return fields.length === 0 ? null : fields.map(({ field }) => field).join("、");
}

function dayOf(time: Date): string {
  return localText(time).slice(0, 10);
}

type Tree = { readonly [key: string]: unknown };

/** Numbers as they are written. */
function parseWithDigits(text: string): Tree {
  const value: unknown = JSON.parse(text, (_key, parsed: unknown, context?: { readonly source?: string }) =>
    typeof parsed === "number" ? context?.source : parsed,
  );
  return isTree(value) ? value : {};
}

/** What each field has among flat fields, in the nodes, and in the rows of lists. */
function valuesIn(input: Tree): ReadonlyMap<string, readonly string[]> {
  const nodes = Object.values(input).filter(isTree);
  const objects = [input, ...nodes.flatMap((node) => (Array.isArray(node) ? node : [node]))].filter(
    (place): place is Tree => isTree(place) && !Array.isArray(place),
  );
  const values = new Map<string, string[]>();
  for (const [field, value] of objects.flatMap((place) => Object.entries(place))) {
    if (typeof value !== "string" && typeof value !== "boolean") continue;
    const text = String(value).replace(/^ +| +$/g, "");
    if (text !== "") values.set(field, [...(values.get(field) ?? []), text]);
  }
  return values;
}

function onlyOne(values: readonly string[]): string | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}
