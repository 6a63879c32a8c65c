import { isGiven } from "../interfaces/given.ts";
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
  /** What is sent all the same. */
  readonly warnings: readonly InputFault[];
}

/** What is known of the interface; undefined for one without a schema, whose input passes as it is. */
type Shape = Pick<Interface, "nodes" | "listNodes" | "carriesFile" | "hasField"> | undefined;

export type Normalisation = NormalisedInput | { readonly faults: readonly InputFault[] };

/** The specification's length of `input`, although it wants a batch of charges in one request, which is longer from 51 rows on. */
const SPECIFIED_LENGTH = 40_000;

/**
 * Reads @input_data in one of its three forms: flat fields; the interface's nodes; or an object with `input` and envelope
 * fields next to it.
 * @param envelopeFields the names that may be next to `input`
 * @param maxCharacters a longer input is refused; null: none is
 */
export function normaliseInput(
  text: string,
  shape: Shape,
  envelopeFields: ReadonlySet<string>,
  maxCharacters: number | null,
): Normalisation {
  const parsed = parseInput(text);
  if ("faults" in parsed) return parsed;
  const split = splitEnvelope(parsed.value, shape?.nodes ?? [], envelopeFields);
  if ("faults" in split) return split;
  const wrapped = shape === undefined ? { input: split.input } : wrapUnderNodes(split.input, shape);
  if ("faults" in wrapped) return wrapped;
  const length = shape?.carriesFile === true ? 0 : JSON.stringify(wrapped.input).length;
  if (maxCharacters !== null && length > maxCharacters)
    return fault({ keyword: "too-long", limit: maxCharacters, length });
  const warnings =
    length > SPECIFIED_LENGTH ? fault({ keyword: "too-long", limit: SPECIFIED_LENGTH, length }).faults : [];
  return { input: wrapped.input, overrides: split.overrides, warnings };
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

/** A field of a node that is next to the nodes is misplaced; a field that no node has may be one that a province added. */
function wrapUnderNodes(
  input: JsonObject,
  { nodes, listNodes, hasField }: NonNullable<Shape>,
): { input: JsonObject } | { faults: readonly InputFault[] } {
  const entries = Object.entries(input);
  const isNode = ([name, value]: [string, JsonValue]): boolean =>
    nodes.includes(name) && typeof value === "object" && value !== null;
  const present = entries.filter(isNode).map(([name]) => name);
  if (present.length === 0)
    return { input: nodes.length === 1 && nodes[0] === "data" ? wrapUnderData(input, listNodes) : input };
  const misplaced = entries.filter(([name, value]) => !nodes.includes(name) && hasField(name) && isGiven(value));
  const fields = misplaced.map(([name]) => name);
  return fields.length > 0 ? fault({ keyword: "mixed-forms", nodes: present, fields }) : { input };
}

/** Flat fields are one record; a node that travels as a list gets a list of one. */
function wrapUnderData(fields: JsonObject, listNodes: readonly string[]): JsonObject {
  return { data: listNodes.includes("data") ? [fields] : fields };
}
