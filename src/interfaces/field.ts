import { isJsonObject, type JsonObject } from "../json-text.ts";
import { objectOf, resolved, type SchemaDocuments, textsOf } from "./schema.ts";

/** A code table; the codes of a closed one are all there are. */
export interface CodeTable {
  readonly table: string;
  readonly closed: boolean;
  /** Code and name, in the order of the codes. */
  readonly codes: readonly (readonly [code: string, name: string])[];
}

/** A field or node of an interface as its schema describes it, references resolved. */
export interface Field {
  readonly code: string;
  /** The Chinese name. */
  readonly label: string;
  readonly remark: string;
  readonly required: boolean;
  /** The specification requires it, but it is not certain that a bureau refuses a request without it: a warning. */
  readonly expected: boolean;
  /** JSON types; empty when any is allowed. A node that may be one object or a list has both. */
  readonly types: readonly string[];
  readonly maxLength: number | null;
  readonly decimal: { readonly precision: number | null; readonly scale: number | null } | null;
  readonly format: string | null;
  readonly codes: CodeTable | null;
  readonly isFile: boolean;
  /** Only some texts fit, by a pattern that is not a format. */
  readonly isDigits: boolean;
  /** The fields of the object, or of each row of the list. */
  readonly fields: readonly Field[];
  /** The fields of the closed short form, when the node has one. */
  readonly shortForm: readonly Field[];
}

/** Reads the part `input` or `output` of an interface's schema; undefined when it has none. */
export function fieldOf(documents: SchemaDocuments, part: "input" | "output"): Field | undefined {
  const node = objectOf(documents.schema.properties)[part];
  return isJsonObject(node) ? readField(part, node, "required", documents) : undefined;
}

/** Whether a field must be there. */
type Presence = "required" | "expected" | "optional";

function readField(code: string, node: JsonObject, presence: Presence, documents: SchemaDocuments): Field {
  const own = resolved(node, documents);
  const all = [own, ...partsOf(own.allOf, documents)];
  const first = (keyword: string) => all.find((part) => part[keyword] !== undefined)?.[keyword];
  const [maxLength, format, decimal] = [first("maxLength"), first("format"), first("decimal")];
  const rows = rowsOf(own, documents);
  return {
    code,
    label: textOf(first("title")),
    remark: textOf(own.description),
    required: presence === "required",
    expected: presence === "expected",
    types: typeof own.type === "string" ? [own.type] : textsOf(own.type),
    maxLength: typeof maxLength === "number" ? maxLength : null,
    decimal: isJsonObject(decimal) ? { precision: numberOf(decimal.precision), scale: numberOf(decimal.scale) } : null,
    format: typeof format === "string" ? format : null,
    codes: codeTableOf(node, own, documents),
    isFile: first("contentEncoding") !== undefined,
    isDigits: typeof format !== "string" && first("pattern") !== undefined,
    fields: readFields(rows, documents),
    shortForm: readShortForm(rows, documents),
  };
}

function readFields(rows: JsonObject, documents: SchemaDocuments): Field[] {
  const either = objectOf(rows.else);
  const required = new Set([...textsOf(rows.required), ...textsOf(either.required)]);
  const expected = new Set([...textsOf(rows.expected), ...textsOf(either.expected)]);
  const presenceOf = (code: string): Presence =>
    required.has(code) ? "required" : expected.has(code) ? "expected" : "optional";
  return Object.entries(objectOf(rows.properties)).flatMap(([code, node]) =>
    isJsonObject(node) ? [readField(code, node, presenceOf(code), documents)] : [],
  );
}

/** A short form is an `if` by the names of the fields alone. */
function readShortForm(rows: JsonObject, documents: SchemaDocuments): Field[] {
  const names = textsOf(objectOf(objectOf(rows.if).propertyNames).enum);
  const nodes = { ...objectOf(rows.properties), ...objectOf(objectOf(rows.then).properties) };
  return names.map((code) => readField(code, objectOf(nodes[code]), "required", documents));
}

/** The object schema of a node: its own, that of its rows, or the one that an object or its rows share. */
function rowsOf(own: JsonObject, documents: SchemaDocuments): JsonObject {
  if (own.items !== undefined) return resolved(objectOf(own.items), documents);
  const either = objectOf(own.else);
  return typeof either.$ref === "string" ? resolved(either, documents) : own;
}

function partsOf(list: JsonObject[string] | undefined, documents: SchemaDocuments): JsonObject[] {
  return Array.isArray(list) ? list.map((part) => resolved(objectOf(part), documents)) : [];
}

/** A table is found by the keyword `codes` of the definition, whose name is the table's. */
function codeTableOf(node: JsonObject, own: JsonObject, documents: SchemaDocuments): CodeTable | null {
  const references = [node, ...(Array.isArray(own.allOf) ? own.allOf.map(objectOf) : [])];
  for (const reference of references) {
    const definition = resolved(reference, documents);
    if (typeof reference.$ref !== "string" || !isJsonObject(definition.codes)) continue;
    const codes = Object.entries(definition.codes).map(([code, name]) => [code, textOf(name)] as const);
    codes.sort(([one], [other]) => (one < other ? -1 : 1));
    return { table: reference.$ref.split("/").at(-1) ?? "", closed: definition.enum !== undefined, codes };
  }
  return null;
}

function textOf(value: JsonObject[string] | undefined): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: JsonObject[string] | undefined): number | null {
  return typeof value === "number" ? value : null;
}
