import { isJsonObject, type JsonObject, type JsonValue } from "../../json-text.ts";
import { objectOf, type SchemaDocuments, textsOf } from "../schema.ts";
import { mergeField } from "./merge-field.ts";

/** A field as products send it. */
export interface NationalField {
  readonly label: string;
  /** string(30), number(16,2), date, datetime; a length is absent where none is known, and empty is any type. */
  readonly type: string;
  /** How many products send it. */
  readonly products: number;
  /** Products mark it as required; expected: that was inferred. */
  readonly mark: "required" | "expected" | null;
}

/** By path; a text is a node: one object or a list of rows. */
type Part = Readonly<Record<string, NationalField | "object" | "list">>;

interface NationalInterface {
  readonly name: string;
  /** Only of an interface that Hunan does not have, or has with another meaning. */
  readonly alone: { readonly facts: JsonObject; readonly isCertain: boolean } | null;
  readonly input: Part;
  readonly output: Part;
}

export type NationalFacts = ReadonlyMap<string, NationalInterface>;

/** A rule is certain where so many products keep it. */
const CERTAIN_PRODUCTS = 2;
const BUSINESS_KEYS = ["psn_no", "mdtrt_id", "setl_id", "chrg_bchno"];

interface Draft {
  [key: string]: JsonValue;
}

/** Reads schemas/national.json. */
export function readNationalFacts({ interfaces }: JsonObject): NationalFacts {
  const entries = Object.entries(objectOf(interfaces)).map(([infno, value]) => {
    const { name, input, output, confidence, ...facts } = objectOf(value);
    const alone = facts.class === undefined ? null : { facts, isCertain: confidence !== "low" };
    return [infno, { name: String(name), alone, input: readPart(input), output: readPart(output) }] as const;
  });
  return new Map(entries);
}

function readPart(part: JsonValue | undefined): Part {
  const entries = Object.entries(objectOf(part)).map(([path, value]) => {
    if (value === "object" || value === "list") return [path, value] as const;
    const [label, type, products, mark] = Array.isArray(value) ? value : [];
    const read = { label: String(label), type: String(type), products: Number(products) };
    return [path, { ...read, mark: mark === "required" || mark === "expected" ? mark : null }] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The interfaces of the profile `national`: Hunan's, of which only those rules stay faults that products of other provinces
 * confirm, with what these send besides; and those that Hunan does not have.
 */
export function nationalDocuments(hunan: readonly SchemaDocuments[], facts: NationalFacts): SchemaDocuments[] {
  const common = hunan[0]?.common ?? {};
  const specified = new Map(hunan.map((documents) => [String(documents.schema.infno), documents]));
  const infnos = [...new Set([...specified.keys(), ...facts.keys()])].sort();
  return infnos.map((infno) => {
    const [known, national] = [specified.get(infno), facts.get(infno)];
    if (national !== undefined && (known === undefined || national.alone !== null))
      return { schema: schemaOf(infno, national), common };
    return { schema: merged(known?.schema ?? {}, national ?? NOTHING, common), common };
  });
}

/** Of an interface that Hunan alone has nothing is confirmed. */
const NOTHING: NationalInterface = { name: "", alone: null, input: {}, output: {} };

function merged(
  specified: JsonObject,
  { input, output }: NationalInterface,
  common: SchemaDocuments["common"],
): JsonObject {
  const schema: Draft = structuredClone(specified);
  const [top, replies] = ["input", "output"].map((part) => draftAt(draftAt(schema, "properties"), part));
  const keys = new Set([...textsOf(schema.businessKeys), ...textsOf(schema.keyFields)]);
  if (top !== undefined) {
    soften(top, "", schema, (path) => isConfirmed(path, input, keys, rowsOf(top, schema)));
    addFields(top, input, schema, common);
  }
  // Where the specification promises no reply, a text in its place is not a refusal for certain: that stays so.
  if (replies !== undefined && Object.keys(objectOf(replies.properties)).length > 0)
    addFields(replies, output, schema, common);
  return schema;
}

/** Whether products of other provinces confirm that a field or node is required. */
function isConfirmed(path: string, input: Part, keys: ReadonlySet<string>, top: Draft): boolean {
  const field = input[path];
  if (field === undefined) return false;
  if (typeof field === "object") {
    const isKey = keys.has(path.split(".").at(-1) ?? "");
    return field.mark === "required" && (field.products >= CERTAIN_PRODUCTS || isKey);
  }
  const isOnly = !path.includes(".") && Object.keys(objectOf(top.properties)).length === 1;
  return (field === "object" || isOnly) && hasRequiredField(path, input);
}

function hasRequiredField(node: string, input: Part): boolean {
  return Object.entries(input).some(
    ([path, field]) =>
      typeof field === "object" &&
      path.startsWith(`${node}.`) &&
      field.mark === "required" &&
      field.products >= CERTAIN_PRODUCTS,
  );
}

/** What is not confirmed is asked for with a warning; conditions are not, because no product's data has any. */
function soften(node: Draft, path: string, schema: Draft, isCertain: (path: string) => boolean): void {
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (Array.isArray(node.allOf)) {
    const others = node.allOf.filter((part) => objectOf(part).if === undefined);
    if (others.length > 0) node.allOf = others;
    else delete node.allOf;
  }
  delete node.anyFilled;
  if (Array.isArray(node.required)) {
    const [certain, others] = [[], []] as [string[], string[]];
    for (const name of textsOf(node.required)) (isCertain(below(name)) ? certain : others).push(name);
    node.required = certain;
    if (others.length > 0) node.expected = [...new Set([...textsOf(node.expected), ...others])];
  }
  for (const [name, field] of Object.entries(objectOf(node.properties)))
    if (isJsonObject(field)) soften(field, below(name), schema, isCertain);
  for (const part of [draftAt(node, "items"), draftAt(node, "then"), draftAt(node, "else"), targetOf(node, schema)])
    if (part !== undefined) soften(part, path, schema, isCertain);
}

/** Takes in what products send: longer values, other types, fields and nodes besides. */
function addFields(top: Draft, part: Part, schema: Draft, common: SchemaDocuments["common"]): void {
  const hasNodes = Object.values(objectOf(top.properties)).some((field) => isNode(field, schema));
  for (const [path, field] of Object.entries(part)) {
    const steps = path.split(".");
    const name = steps.at(-1) ?? "";
    const rows = steps
      .slice(0, -1)
      .reduce<Draft | undefined>((at, step) => at && propertiesOf(at, step, schema), rowsOf(top, schema));
    // A field outside the nodes is one that products send in another form, which is taken already.
    if (rows === undefined || (typeof field === "object" && steps.length === 1 && hasNodes)) continue;
    const properties = objectOf(rows.properties);
    const known = draftAt(rows, "properties")?.[name];
    if (known === undefined) rows.properties = { ...properties, [name]: added(name, field) };
    else if (isJsonObject(known))
      rows.properties = {
        ...properties,
        [name]:
          typeof field === "object"
            ? mergeField(known, field.type, { schema, common })
            : takeRows(name, known, field, schema),
      };
  }
}

function propertiesOf(rows: Draft, step: string, schema: Draft): Draft | undefined {
  const below = draftAt(draftAt(rows, "properties"), step);
  return below !== undefined && isNode(below, schema) ? rowsOf(below, schema) : undefined;
}

/** One object, where products send a list: both are taken. */
function takeRows(name: string, node: JsonObject, shape: "object" | "list", schema: Draft): JsonObject {
  if (shape === "object" || node.type !== "object" || node.properties === undefined) return node;
  const { title = "", ...rows } = node;
  schema.definitions = { ...objectOf(schema.definitions), [name]: rows };
  const $ref = `#/definitions/${name}`;
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { title, type: ["object", "array"], if: { type: "array" }, then: { items: { $ref } }, else: { $ref } };
}

function added(name: string, field: NationalField | "object" | "list"): JsonObject {
  if (field === "object") return { title: name, type: "object", properties: {} };
  if (field === "list") return { title: name, type: "array", items: { type: "object", properties: {} } };
  return fieldSchema(field);
}

/** A field that Hunan does not have: its length is a fault where products agree, its type only where it cannot be lost. */
function fieldSchema({ label, type, products }: NationalField): JsonObject {
  const [, kind = "", length, precision, scale] = /^(\w*)(?:\((\d+)\)|\((\d+),(\d+)\))?$/.exec(type) ?? [];
  const title = { title: label };
  const isCertain = products >= CERTAIN_PRODUCTS;
  if (kind === "") return title;
  if (kind === "date" || kind === "datetime")
    return isCertain
      ? { ...title, $ref: "common/formats.json#/definitions/date_or_datetime" }
      : { ...title, ...EITHER };
  if (!isCertain) return { ...title, ...EITHER };
  if (kind === "string")
    return { ...title, type: "string", ...(length === undefined ? {} : { maxLength: Number(length) }) };
  if (precision === undefined) return { ...title, $ref: "common/formats.json#/definitions/number" };
  return { ...title, ...EITHER, decimal: { precision: Number(precision), scale: Number(scale) } };
}

const EITHER = { type: ["string", "number"] };

/** An interface that only the national facts describe. Without fields, any input is taken. */
function schemaOf(infno: string, { name, alone, input, output }: NationalInterface): JsonObject {
  const fields = Object.keys(input).map((path) => path.split(".").at(-1));
  const isCertain = alone?.isCertain ?? false;
  const promised = Object.values(output).some(
    (field) => typeof field === "object" && field.products >= CERTAIN_PRODUCTS,
  );
  return {
    $id: `${infno}.json`,
    title: name,
    description: "湖南规范以外的接口，字段来自其他省份已公开的产品",
    infno,
    ...alone?.facts,
    reversible: false,
    businessKeys: BUSINESS_KEYS.filter((key) => fields.includes(key)),
    type: "object",
    required: ["input"],
    properties: {
      input: { title: "输入", ...rowsFrom(input, "", (path) => isCertain && isCertainAlone(path, input)) },
      ...(isCertain && promised ? { output: { title: "输出", ...rowsFrom(output, "", () => false) } } : {}),
    },
  };
}

function isCertainAlone(path: string, input: Part): boolean {
  const nodes = Object.keys(input).filter((key) => !key.includes("."));
  return isConfirmed(path, input, new Set(), { properties: Object.fromEntries(nodes.map((node) => [node, {}])) });
}

function rowsFrom(part: Part, parent: string, isRequired: (path: string) => boolean): JsonObject {
  const start = parent === "" ? "" : `${parent}.`;
  const paths = Object.keys(part).filter((path) => path.startsWith(start) && !path.slice(start.length).includes("."));
  const names = (chosen: readonly string[]): string[] => chosen.map((path) => path.slice(start.length));
  const required = paths.filter(isRequired);
  const expected = paths.filter((path) => {
    const field = part[path];
    return typeof field === "object" && field.mark !== null && !required.includes(path);
  });
  const properties = paths.map((path): [string, JsonObject] => {
    const field = part[path];
    const name = path.slice(start.length);
    if (typeof field === "object") return [name, fieldSchema(field)];
    const rows = rowsFrom(part, path, isRequired);
    return [name, { title: name, ...(field === "list" ? { type: "array", items: rows } : rows) }];
  });
  return {
    type: "object",
    ...(required.length > 0 ? { required: names(required) } : {}),
    ...(expected.length > 0 ? { expected: names(expected) } : {}),
    properties: Object.fromEntries(properties),
  };
}

function isNode(node: JsonValue | undefined, schema: Draft): boolean {
  return isJsonObject(node) && rowsOf(node, schema).properties !== undefined;
}

/** The object schema of a node, or of its rows, in place. */
function rowsOf(node: Draft, schema: Draft): Draft {
  const otherwise = draftAt(node, "else");
  const inner =
    targetOf(node, schema) ?? draftAt(node, "items") ?? (otherwise?.$ref === undefined ? undefined : otherwise);
  return inner === undefined ? node : rowsOf(inner, schema);
}

function targetOf({ $ref }: Draft, schema: Draft): Draft | undefined {
  const [, name] = typeof $ref === "string" && $ref.startsWith("#") ? $ref.split("#/definitions/") : [];
  return name === undefined ? undefined : draftAt(draftAt(schema, "definitions"), name);
}

function draftAt(node: Draft | undefined, key: string): Draft | undefined {
  const below = node !== undefined && Object.hasOwn(node, key) ? node[key] : undefined;
  return isJsonObject(below) ? below : undefined;
}
