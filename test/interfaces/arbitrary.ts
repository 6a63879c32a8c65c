import fc from "fast-check";
import type { JsonObject, JsonValue } from "../../src/json-text.ts";
import { expectedOf, plain, requiredOf, rowsOf, type Schema, shapeOf } from "./schema-files.ts";

/** Valid inputs of an interface, made from its schema. What is required, or what some condition may ask for, is always filled. */
export function validInputs(schema: Schema): fc.Arbitrary<JsonObject> {
  const input = schema.properties?.input;
  if (input === undefined) throw new Error("the schema has no input");
  return objects(input, schema, input.else?.properties?.data?.required ?? []);
}

function objects(rows: Schema, document: Schema, below: readonly string[] = []): fc.Arbitrary<JsonObject> {
  const asked = askedFor(rows);
  const besides = new Set(rows.then?.required);
  const entries = Object.entries(rows.properties ?? {}).filter(([code]) => !besides.has(code));
  const required = new Set([...requiredOf(rows), ...expectedOf(rows), ...asked, ...below]);
  const fields = Object.fromEntries(
    entries.map(([code, field]) => [code, values(field, document, required.has(code), code === "data" ? below : [])]),
  );
  return fc.record(fields, {
    requiredKeys: entries.map(([code]) => code).filter((code) => required.has(code)),
    noNullPrototype: true,
  });
}

/** The fields that conditions and `anyFilled` may ask for. */
export function askedFor(rows: Schema): ReadonlySet<string> {
  return new Set([...(rows.allOf ?? []).flatMap((part) => part.then?.required ?? []), ...(rows.anyFilled ?? [])]);
}

function values(field: Schema, document: Schema, isFilled: boolean, below: readonly string[]): fc.Arbitrary<JsonValue> {
  const rows = rowsOf(field, document);
  if (rows.properties !== undefined) {
    const object = objects(rows, document, below);
    const list = fc.array(object, { minLength: isFilled ? 1 : 0, maxLength: 2 });
    const shape = shapeOf(field, document);
    return shape === "one" ? object : shape === "many" ? list : fc.oneof(object, list);
  }
  return leafValues(plain(field, document), isFilled);
}

function leafValues(leaf: Schema, isFilled: boolean): fc.Arbitrary<JsonValue> {
  const types = typeof leaf.type === "string" ? [leaf.type] : (leaf.type ?? []);
  if (leaf.decimal !== undefined) return decimals(leaf.decimal);
  if (leaf.format !== undefined)
    return isFilled ? moments(leaf.format) : fc.oneof(fc.constant(""), moments(leaf.format));
  if (types.includes("string")) return texts(leaf, isFilled);
  if (types.includes("array")) return fc.array(fc.string({ maxLength: 5 }), { maxLength: 2 });
  if (types.includes("boolean")) return fc.boolean();
  return fc.constant({});
}

function texts(leaf: Schema, isFilled: boolean): fc.Arbitrary<string> {
  if (leaf.pattern !== undefined) return fc.integer({ min: 1 }).map(String);
  const limit = leaf.maxLength ?? 30;
  const minLength = isFilled ? 1 : 0;
  if (leaf.enum !== undefined) return fc.constantFrom(...leaf.enum.filter((code) => code.length >= minLength));
  const known = Object.keys(leaf.codes ?? {}).filter((code) => code.length <= limit);
  // Characters outside the basic plane count as one.
  const unit = fc.constantFrom("张", "三", "𠮷", "A", "7", " ", "，");
  return known.length > 0 ? fc.constantFrom(...known) : fc.string({ unit, minLength, maxLength: Math.min(limit, 12) });
}

/** Decimals with all the digits that the field allows, as JSON numbers and as texts. */
function decimals({
  precision = 10,
  scale = 2,
  positive = false,
}: NonNullable<Schema["decimal"]>): fc.Arbitrary<JsonValue> {
  const whole = fc.integer({ min: positive ? 1 : 0, max: 10 ** Math.min(precision - scale, 9) - 1 });
  const sign = positive ? fc.constant("") : fc.constantFrom("", "-");
  const digits =
    scale === 0
      ? fc.constant("")
      : fc.integer({ min: 0, max: 10 ** scale - 1 }).map((part) => `.${String(part).padStart(scale, "0")}`);
  const text = fc.tuple(sign, whole, digits).map((parts) => parts.join(""));
  return fc.oneof(
    text,
    // JSON.parse is how a number of HIS arrives. Below 0.000001 it would print with an exponent.
    text.map((decimal) => JSON.parse(decimal)),
  );
}

function moments(format: string): fc.Arbitrary<string> {
  const day = fc.constantFrom("2024-02-29", "2000-02-29", "2023-12-31", "1949-10-01", "2024-06-30");
  const time = fc.constantFrom(" 00:00:00", " 23:59:59", " 08:30:15");
  if (format === "yyyy-MM-dd") return day;
  return format.includes("[")
    ? fc.oneof(
        day,
        fc.tuple(day, time).map((parts) => parts.join("")),
      )
    : fc.tuple(day, time).map((parts) => parts.join(""));
}
