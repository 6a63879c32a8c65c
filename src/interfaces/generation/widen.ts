import { isJsonObject, type JsonObject, type JsonValue } from "../../json-text.ts";
import { type Field, fieldOf } from "../field.ts";
import { objectOf, type SchemaDocuments } from "../schema.ts";

/** What the outputs of all interfaces give under one field name. */
interface Given {
  /** Characters; null: no output gives a text. */
  readonly textLength: number | null;
  /** null: no output gives a number. */
  readonly decimal: Digits | null;
  readonly formats: ReadonlySet<string>;
}

/** Before and after the point. */
interface Digits {
  readonly whole: number;
  readonly scale: number;
}

const NOTHING: Given = { textLength: null, decimal: null, formats: new Set() };

export type GivenByOutputs = ReadonlyMap<string, Given>;

const EITHER_MOMENT = "common/formats.json#/definitions/date_or_datetime";
const DATE_AND_TIME = "yyyy-MM-dd HH:mm:ss";

/** What is returned by one interface is passed to another, so every name is looked up in all of them. */
export function givenByOutputs(all: readonly SchemaDocuments[]): GivenByOutputs {
  const given = new Map<string, Given>();
  const collect = (field: Field): void => {
    if (field.fields.length > 0) field.fields.forEach(collect);
    else given.set(field.code, both(given.get(field.code) ?? NOTHING, field));
  };
  for (const documents of all) fieldOf(documents, "output")?.fields.forEach(collect);
  return given;
}

function both(known: Given, { types, maxLength, decimal, format }: Field): Given {
  if (format !== null) return { ...known, formats: new Set([...known.formats, format]) };
  const digits = decimal === null ? null : digitsOf(decimal);
  if (digits !== null) return { ...known, decimal: wider(digits, known.decimal) };
  return types.includes("string") && maxLength !== null
    ? { ...known, textLength: Math.max(known.textLength ?? 0, maxLength) }
    : known;
}

/**
 * Makes the fields of an interface's input take what certainly comes: every code of their own table, every value that an
 * output gives under their name, and in queries a day without its time. The specification contradicts itself there.
 */
export function widen(documents: SchemaDocuments, given: GivenByOutputs): SchemaDocuments {
  const { properties, definitions } = documents.schema;
  const widenAll = (node: JsonObject): JsonObject => widenBelow(node, documents, given);
  const schema = {
    ...documents.schema,
    properties: { ...objectOf(properties), input: widenAll(objectOf(objectOf(properties).input)) },
    ...(definitions === undefined ? {} : { definitions: widenAll(objectOf(definitions)) }),
  };
  return { ...documents, schema };
}

function widenBelow(node: JsonObject, documents: SchemaDocuments, given: GivenByOutputs): JsonObject {
  const inner = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(inner);
    return isJsonObject(value) ? widenBelow(value, documents, given) : value;
  };
  const entries = Object.entries(node).map(([key, value]) => {
    if (key !== "properties" || !isJsonObject(value)) return [key, inner(value)];
    return [
      key,
      Object.fromEntries(Object.entries(value).map(([code, below]) => [code, field(code, objectOf(below))])),
    ];
  });
  return Object.fromEntries(entries);

  function field(code: string, below: JsonObject): JsonValue {
    const described = describe(code, below, documents);
    return described === undefined || described.fields.length > 0
      ? widenBelow(below, documents, given)
      : widened(below, described, given.get(code), documents.schema.class === "A");
  }
}

/** The field as a reader sees it, references resolved; undefined for a condition's `properties`, which describe no field. */
function describe(code: string, below: JsonObject, { common, schema }: SchemaDocuments): Field | undefined {
  const alone = { ...schema, properties: { input: { type: "object", properties: { [code]: below } } } };
  return below.type === undefined && below.$ref === undefined
    ? undefined
    : fieldOf({ common, schema: alone }, "input")?.fields[0];
}

/** The field with what its values may be besides. */
function widened(below: JsonObject, field: Field, given: Given | undefined, isQuery: boolean): JsonObject {
  if (field.format !== null) return widenedMoment(below, field.format, given, isQuery);
  if (field.decimal !== null) return widenedDecimal(below, digitsOf(field.decimal), given);
  if (field.maxLength === null) return below;
  const { pattern: _, ...anyText } = below;
  const isReturned = given !== undefined && given.textLength !== null;
  return { ...(isReturned ? anyText : below), maxLength: longestOf(field, field.maxLength, given) };
}

function longestOf({ codes }: Field, maxLength: number, given: Given | undefined): number {
  const { textLength, decimal, formats } = given ?? NOTHING;
  return Math.max(
    maxLength,
    textLength ?? 0,
    decimal === null ? 0 : charactersOf(decimal),
    ...(codes?.codes ?? []).map(([code]) => code.length),
    ...[...formats].map((format) => format.replaceAll(/[[\]]/g, "").length),
  );
}

function widenedMoment(below: JsonObject, format: string, given: Given | undefined, isQuery: boolean): JsonObject {
  const isOther = [...(given ?? NOTHING).formats].some((other) => other !== format);
  return isOther || (isQuery && format === DATE_AND_TIME) ? { ...below, $ref: EITHER_MOMENT } : below;
}

function widenedDecimal(below: JsonObject, own: Digits | null, given: Given | undefined): JsonObject {
  if (own === null || given === undefined) return below;
  const { $ref: _, ...plain } = below;
  const type = ["number", "string"];
  if (given.textLength !== null) return { ...plain, type, maxLength: Math.max(given.textLength, charactersOf(own)) };
  const { whole, scale } = wider(own, given.decimal);
  if (whole === own.whole && scale === own.scale) return below;
  return { ...plain, type, decimal: { precision: whole + scale, scale } };
}

/** With sign and point. */
function charactersOf({ whole, scale }: Digits): number {
  return whole + scale + 2;
}

function wider(one: Digits, other: Digits | null): Digits {
  return other === null ? one : { whole: Math.max(one.whole, other.whole), scale: Math.max(one.scale, other.scale) };
}

/** null where the specification sets no bounds. */
function digitsOf({ precision, scale }: NonNullable<Field["decimal"]>): Digits | null {
  return precision === null ? null : { whole: precision - (scale ?? 0), scale: scale ?? 0 };
}
