import type { Fault, Interface } from "./interfaces/interface.ts";
import { inspectJson, isJsonObject, type JsonObject, type JsonValue, parseExactly } from "./json-text.ts";

/** What is wrong with the form of @input_data, before any interface's own rules. */
export type FormRule =
  | { readonly keyword: "empty" }
  | { readonly keyword: "not-json" }
  | { readonly keyword: "not-object" }
  | { readonly keyword: "too-deep"; readonly limit: number }
  | { readonly keyword: "too-long"; readonly limit: number; readonly length: number }
  | { readonly keyword: "duplicate-key" }
  | { readonly keyword: "inexact-number"; readonly text: string }
  | { readonly keyword: "fixed-envelope-field" }
  | { readonly keyword: "unknown-envelope-field" }
  | { readonly keyword: "envelope-field-not-text" }
  | { readonly keyword: "mixed-forms"; readonly nodes: readonly string[]; readonly fields: readonly string[] };

export interface FormFault {
  /** Empty when the input as a whole is meant. */
  readonly path: string;
  readonly form: FormRule;
}

export type InputFault = Fault | FormFault;

/** What HIS asked for, in the shape in which it travels. */
export interface NormalisedRequest {
  /** The envelope's `input`, wrapped under the interface's nodes. */
  readonly input: JsonObject;
  /** Envelope fields that HIS set for this call. */
  readonly overrides: Readonly<Record<string, string>>;
}

export type Normalisation = NormalisedRequest | { readonly faults: readonly InputFault[] };

const DEEPEST = 64;
const LONGEST_INPUT = 40_000;
const FIXED_FIELDS: ReadonlySet<string> = new Set(["infno", "msgid", "inf_time", "fixmedins_code"]);

/**
 * Reads @input_data in one of its three forms: flat fields; the interface's nodes; or an object with `input` and envelope
 * fields beside it.
 * @param shape what is known of the interface; null for an interface without a schema, whose input passes as it is
 * @param envelopeFields the names that may stand beside `input`
 */
export function normaliseRequest(
  text: string,
  shape: Pick<Interface, "nodes" | "listNodes" | "carriesFile"> | null,
  envelopeFields: ReadonlySet<string>,
): Normalisation {
  const parsed = parseInput(text);
  if ("faults" in parsed) return parsed;
  const { nodes, listNodes } = shape ?? { nodes: [], listNodes: [] };
  const split = splitEnvelope(parsed.value, nodes, envelopeFields);
  if ("faults" in split) return split;
  const wrapped = shape === null ? { input: split.input } : wrapUnderNodes(split.input, nodes, listNodes);
  if ("faults" in wrapped) return wrapped;
  const length = JSON.stringify(wrapped.input).length;
  if (length > LONGEST_INPUT && !shape?.carriesFile)
    return fault("", { keyword: "too-long", limit: LONGEST_INPUT, length });
  return { input: wrapped.input, overrides: split.overrides };
}

function fault(path: string, rule: FormRule): { faults: readonly FormFault[] } {
  return { faults: [{ path, form: rule }] };
}

function parseInput(text: string): { value: JsonObject } | { faults: readonly InputFault[] } {
  if (text.trim() === "") return fault("", { keyword: "empty" });
  const shape = inspectJson(text, DEEPEST, DEEPEST);
  if (shape.depth > DEEPEST) return fault("", { keyword: "too-deep", limit: DEEPEST });
  const parsed = parseExactly(text);
  if ("syntaxError" in parsed) return fault("", { keyword: "not-json" });
  if (!isJsonObject(parsed.value)) return fault("", { keyword: "not-object" });
  const faults: FormFault[] = [
    ...shape.duplicateKeys.map((path): FormFault => ({ path, form: { keyword: "duplicate-key" } })),
    ...parsed.inexact.map(
      ({ path, text: digits }): FormFault => ({ path, form: { keyword: "inexact-number", text: digits } }),
    ),
  ];
  return faults.length > 0 ? { faults } : { value: parsed.value };
}

type Split = { input: JsonObject; overrides: Record<string, string> } | { faults: readonly InputFault[] };

function splitEnvelope(value: JsonObject, nodes: readonly string[], envelopeFields: ReadonlySet<string>): Split {
  const inner = value.input;
  if (!isJsonObject(inner) || !isEnvelopeForm(value, inner, nodes)) return { input: value, overrides: {} };
  const overrides: Record<string, string> = {};
  const faults: FormFault[] = [];
  for (const [name, field] of Object.entries(value)) {
    if (name === "input") continue;
    const rule = envelopeRule(name, field, envelopeFields);
    if (rule !== null) faults.push({ path: name, form: rule });
    else if (typeof field === "string") overrides[name] = field;
  }
  return faults.length > 0 ? { faults } : { input: inner, overrides };
}

/** Ten interfaces have a node named `input`; for those a lone `input` is that node unless another `input` stands in it. */
function isEnvelopeForm(value: JsonObject, inner: JsonObject, nodes: readonly string[]): boolean {
  return !nodes.includes("input") || Object.keys(value).length > 1 || isJsonObject(inner.input);
}

function envelopeRule(name: string, field: JsonValue, envelopeFields: ReadonlySet<string>): FormRule | null {
  if (FIXED_FIELDS.has(name)) return { keyword: "fixed-envelope-field" };
  if (!envelopeFields.has(name)) return { keyword: "unknown-envelope-field" };
  return typeof field === "string" ? null : { keyword: "envelope-field-not-text" };
}

function wrapUnderNodes(
  input: JsonObject,
  nodes: readonly string[],
  listNodes: readonly string[],
): { input: JsonObject } | { faults: readonly InputFault[] } {
  const entries = Object.entries(input);
  const isNode = ([name, value]: [string, JsonValue]): boolean =>
    nodes.includes(name) && typeof value === "object" && value !== null;
  const present = entries.filter(isNode).map(([name]) => name);
  if (present.length === 0)
    return { input: nodes.length === 1 && nodes[0] === "data" ? wrapUnderData(input, listNodes) : input };
  const fields = entries.filter(([, value]) => typeof value !== "object" || value === null).map(([name]) => name);
  return fields.length > 0 ? fault("", { keyword: "mixed-forms", nodes: present, fields }) : { input };
}

/** Flat fields are one record; a node that travels as a list gets a list of one. */
function wrapUnderData(fields: JsonObject, listNodes: readonly string[]): JsonObject {
  return { data: listNodes.includes("data") ? [fields] : fields };
}
