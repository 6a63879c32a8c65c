import { loadDocuments } from "../../src/interfaces/documents.ts";
import { exampleInput } from "../../src/interfaces/example.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../src/json-text.ts";
import { expectedOf, plain, readSchemaFile, requiredOf, rowsOf, type Schema } from "./schema-files.ts";

/** In the order of the table in test/README.md. */
export const KINDS = [
  "a field or node that the specification requires is missing",
  "a field that the specification requires is an empty text",
  "a text is one character longer than its printed length",
  "a date that does not exist",
  "a number has a letter in it",
  "a number has one digit too many before the point",
  "a number has one digit too many after the point",
  "an optional number is an empty text",
  "a flag is neither 0 nor 1",
  "true stands where a text, a number or a date belongs",
  "a text stands where an object or a list belongs",
  "a number is written as text, or a text of digits as number",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Damage {
  readonly kind: Kind;
  readonly input: JsonObject;
}

/** Each single damage of an interface's complete example that the printed specification forbids, and some that need no refusal. */
export function damagesOf(infno: string): Damage[] {
  const [documents, made] = [loadDocuments(infno), loadInterface(infno)];
  if (documents === undefined || made === undefined) throw new Error(`${infno} is not known`);
  const schema = readSchemaFile(`${infno}.json`);
  const input = schema.properties?.input;
  return input === undefined ? [] : inObject(exampleInput("full", documents, made), input, schema);
}

function inObject(object: JsonObject, node: Schema, document: Schema): Damage[] {
  const rows = rowsOf(node, document);
  const required = new Set([...requiredOf(rows), ...expectedOf(rows)]);
  return Object.entries(object).flatMap(([code, value]) => {
    const field = rows.properties?.[code];
    if (field === undefined) return [];
    const { [code]: _, ...others } = object;
    const missing: Damage[] = required.has(code) ? [{ kind: KINDS[0], input: others }] : [];
    return [
      ...missing,
      ...inField(value, field, document, required.has(code)).map(({ kind, value: damaged }) => ({
        kind,
        input: { ...object, [code]: damaged },
      })),
    ];
  });
}

interface DamagedField {
  readonly kind: Kind;
  readonly value: JsonValue;
}

function inField(value: JsonValue, field: Schema, document: Schema, isRequired: boolean): DamagedField[] {
  if (rowsOf(field, document).properties === undefined) return inLeaf(value, plain(field, document), isRequired);
  const [row] = Array.isArray(value) ? value : [value];
  const below = isJsonObject(row) ? inObject(row, field, document) : [];
  return [
    { kind: KINDS[10], value: "x" },
    ...below.map(({ kind, input }) => ({ kind, value: Array.isArray(value) ? [input] : input })),
  ];
}

function inLeaf(value: JsonValue, leaf: Schema, isRequired: boolean): DamagedField[] {
  const { decimal, format, maxLength, enum: codes } = leaf;
  if (leaf.contentEncoding !== undefined || (typeof value !== "string" && typeof value !== "number")) return [];
  const ways: (readonly [isOpen: boolean, kind: Kind, value: JsonValue])[] = [
    [isRequired, KINDS[1], ""],
    [
      format === undefined && decimal === undefined && maxLength !== undefined,
      KINDS[2],
      "9".repeat((maxLength ?? 0) + 1),
    ],
    [format !== undefined, KINDS[3], format?.includes("HH") ? "2023-02-29 08:30:00" : "2023-02-29"],
    [decimal !== undefined, KINDS[4], "1a"],
    [decimal?.precision !== undefined, KINDS[5], `1${"0".repeat((decimal?.precision ?? 0) - (decimal?.scale ?? 0))}`],
    [decimal?.precision !== undefined, KINDS[6], `0.${"0".repeat(decimal?.scale ?? 0)}1`],
    [decimal !== undefined && !isRequired, KINDS[7], ""],
    [codes !== undefined, KINDS[8], "x"],
    [true, KINDS[9], true],
    [
      typeof value === "number" || /^[1-9]\d{0,14}$/.test(value),
      KINDS[11],
      typeof value === "number" ? String(value) : Number(value),
    ],
  ];
  return ways.filter(([isOpen]) => isOpen).map(([, kind, damaged]) => ({ kind, value: damaged }));
}
