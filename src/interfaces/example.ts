import type { JsonObject, JsonValue } from "../json-text.ts";
import { type Field, fieldOf } from "./field.ts";
import type { Interface } from "./interface.ts";
import type { Fault } from "./rule.ts";
import type { SchemaDocuments } from "./schema.ts";

/** What is filled: every field, or what the specification requires and what a condition then asks for. */
type Extent = "minimal" | "full";

/**
 * `processor schema example <infno>`: a valid input made of the schema. Texts are the fields' Chinese names, cut to length;
 * codes are the first of their table.
 */
export function exampleInput(extent: Extent, documents: SchemaDocuments, made: Interface): JsonObject {
  const input = fieldOf(documents, "input");
  const asked = new Set<string>();
  // A condition may ask for a field, and that one's own condition for another.
  for (let round = 0; round < 5; round++) {
    const example = objectFor(input?.fields ?? [], "", extent, asked);
    const wanted = made.validateInput(example).faults.flatMap(wantedPaths);
    if (wanted.length === 0) return example;
    for (const path of wanted) asked.add(path);
  }
  throw new Error(`no ${extent} example of ${made.infno} is valid`);
}

function wantedPaths({ path, rule }: Fault): string[] {
  const plain = withoutIndexes(path);
  if (rule.keyword !== "any-filled") return [plain];
  const first = rule.fields[0] ?? "";
  return [plain === "" ? first : `${plain}.${first}`];
}

function withoutIndexes(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "");
}

function objectFor(fields: readonly Field[], path: string, extent: Extent, asked: ReadonlySet<string>): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const field of fields) {
    const below = path === "" ? field.code : `${path}.${field.code}`;
    if (extent === "full" || field.required || field.expected || asked.has(below))
      entries.push([field.code, valueFor(field, below, extent, asked)]);
  }
  return Object.fromEntries(entries);
}

function valueFor(field: Field, path: string, extent: Extent, asked: ReadonlySet<string>): JsonValue {
  const { types, fields } = field;
  if (fields.length > 0) {
    const object = objectFor(fields, path, extent, asked);
    return types.includes("array") && !types.includes("object") ? [object] : object;
  }
  if (field.decimal !== null) return 1;
  if (field.isFile) return "MQ==";
  if (types.includes("string")) return textFor(field);
  if (types.includes("array")) return types.includes("object") ? [] : [field.label];
  if (types.includes("boolean")) return true;
  if (types.length === 0) return field.label;
  return {};
}

function textFor({ label, maxLength, format, codes, isDigits }: Field): string {
  if (format !== null) return format.endsWith("dd HH:mm:ss") ? "2024-12-01 08:30:00" : "2024-12-01";
  if (isDigits) return "1";
  const limit = maxLength ?? Number.POSITIVE_INFINITY;
  const fitting = codes?.codes.find(([code]) => code.length <= limit)?.[0];
  return fitting ?? Array.from(label).slice(0, limit).join("");
}
