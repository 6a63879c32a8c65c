import type { Interface } from "../interfaces/interface.ts";
import {
  DEEPEST_JSON,
  inspectJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  MOST_JSON_OBJECTS,
} from "../json-text.ts";
import type { FormFault, FormRule, InputFault } from "../outcome/input-fault.ts";
import { splitEnvelope } from "./envelope-fields.ts";
import { parseExactly } from "./exact-json.ts";

/** What HIS asked for, in the shape in which it travels. */
export interface NormalisedInput {
  /** The envelope's `input`, wrapped under the interface's nodes. */
  readonly input: JsonObject;
  /** Envelope fields that HIS set for this call. */
  readonly overrides: Readonly<Record<string, string>>;
}

export type Normalisation = NormalisedInput | { readonly faults: readonly InputFault[] };

const LONGEST_INPUT = 40_000;

/**
 * Reads @input_data in one of its three forms: flat fields; the interface's nodes; or an object with `input` and envelope
 * fields next to it.
 * @param shape what is known of the interface; null for an interface without a schema, whose input passes as it is
 * @param envelopeFields the names that may be next to `input`
 */
export function normaliseInput(
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
    return fault({ keyword: "too-long", limit: LONGEST_INPUT, length });
  return { input: wrapped.input, overrides: split.overrides };
}

/** A fault of the input as a whole. */
function fault(rule: FormRule): { faults: readonly FormFault[] } {
  return { faults: [{ path: "", place: "", form: rule }] };
}

/** Before the interface's fields are looked at, any key may be a person's data. */
function faultAt(path: string, rule: FormRule): FormFault {
  return { path, place: "a field", form: rule };
}

function parseInput(text: string): { value: JsonObject } | { faults: readonly InputFault[] } {
  if (text.trim() === "") return fault({ keyword: "empty" });
  const shape = inspectJson(text, DEEPEST_JSON);
  if (shape.depth > DEEPEST_JSON) return fault({ keyword: "too-deep", limit: DEEPEST_JSON });
  if (shape.objects > MOST_JSON_OBJECTS) return fault({ keyword: "too-many-objects", limit: MOST_JSON_OBJECTS });
  const parsed = parseExactly(text);
  if ("syntaxError" in parsed) return fault({ keyword: "not-json" });
  if (!isJsonObject(parsed.value)) return fault({ keyword: "not-object" });
  const faults: FormFault[] = [
    ...shape.duplicateKeys.map((path) => faultAt(path, { keyword: "duplicate-key" })),
    ...parsed.inexact.map(({ path, text: digits }) => faultAt(path, { keyword: "inexact-number", text: digits })),
  ];
  return faults.length > 0 ? { faults } : { value: parsed.value };
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
  return fields.length > 0 ? fault({ keyword: "mixed-forms", nodes: present, fields }) : { input };
}

/** Flat fields are one record; a node that travels as a list gets a list of one. */
function wrapUnderData(fields: JsonObject, listNodes: readonly string[]): JsonObject {
  return { data: listNodes.includes("data") ? [fields] : fields };
}
