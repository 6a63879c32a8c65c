import type { JsonObject } from "../../json-text.ts";
import { type Field, fieldOf } from "../field.ts";
import type { SchemaDocuments } from "../schema.ts";

const EITHER_MOMENT = "common/formats.json#/definitions/date_or_datetime";
const LONGEST_MOMENT = "yyyy-MM-dd HH:mm:ss".length;

/** A field's schema, taking also what products of other provinces send: the longer value, and either type where nothing is lost. */
export function mergeField(below: JsonObject, type: string, { schema, common }: SchemaDocuments): JsonObject {
  const alone = { ...schema, properties: { input: { type: "object", properties: { field: below } } } };
  const field = fieldOf({ schema: alone, common }, "input")?.fields[0];
  const [, kind, ...bounds] = /^(\w+)(?:\((\d+)(?:,(\d+))?\))?$/.exec(type) ?? [];
  const [length, scale] = bounds.map((bound) => (bound === undefined ? null : Number(bound)));
  if (field === undefined || kind === undefined || field.isFile || field.fields.length > 0) return below;
  const other = { kind, length: length ?? null, scale: scale ?? null };
  if (field.format !== null) return mergeMoment(below, field.format, other);
  if (field.decimal !== null) return mergeNumber(below, field.decimal, other);
  return field.types.join() === "string" ? mergeText(below, field, other) : below;
}

interface Other {
  readonly kind: string;
  /** Characters, or digits; null: not known. */
  readonly length: number | null;
  readonly scale: number | null;
}

function mergeMoment(below: JsonObject, format: string, { kind, length }: Other): JsonObject {
  if (kind === "string") return anyText(below, length === null ? null : Math.max(length, LONGEST_MOMENT));
  const isOther = (kind === "date" || kind === "datetime") && kind !== (format === "yyyy-MM-dd" ? "date" : "datetime");
  return isOther ? { ...below, $ref: EITHER_MOMENT } : below;
}

function mergeNumber(
  below: JsonObject,
  decimal: NonNullable<Field["decimal"]>,
  { kind, length, scale }: Other,
): JsonObject {
  const own =
    decimal.precision === null ? null : { whole: decimal.precision - (decimal.scale ?? 0), scale: decimal.scale ?? 0 };
  const { $ref: _, decimal: __, ...plain } = below;
  const type = ["number", "string"];
  if (kind === "string") {
    const characters = own === null || length === null ? null : Math.max(length, own.whole + own.scale + 2);
    return { ...plain, type, ...(characters === null ? {} : { maxLength: characters }) };
  }
  if (kind !== "number" || own === null || length === null || scale === null) return below;
  const [whole, digits] = [Math.max(own.whole, length - scale), Math.max(own.scale, scale)];
  return whole === own.whole && digits === own.scale
    ? below
    : { ...plain, type, decimal: { precision: whole + digits, scale: digits } };
}

function mergeText(below: JsonObject, { maxLength, codes }: Field, { kind, length }: Other): JsonObject {
  if (maxLength === null) return below;
  if (kind === "date" || kind === "datetime") return { ...below, maxLength: Math.max(maxLength, LONGEST_MOMENT) };
  // Sign and point are two characters besides the digits. A code that comes as a number is written as text anyway.
  const characters = Math.max(maxLength, length === null ? 0 : kind === "number" ? length + 2 : length);
  const isNumber = kind === "number" && codes === null;
  return { ...below, ...(isNumber ? { type: ["string", "number"] } : {}), maxLength: characters };
}

function anyText({ $ref: _, format: __, pattern: ___, ...plain }: JsonObject, maxLength: number | null): JsonObject {
  return { ...plain, type: "string", ...(maxLength === null ? {} : { maxLength }) };
}
