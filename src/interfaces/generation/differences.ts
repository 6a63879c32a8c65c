import { isJsonObject, type JsonObject, type JsonValue } from "../../json-text.ts";
import { type Field, fieldOf } from "../field.ts";
import { objectOf, resolved, type SchemaDocuments, textsOf } from "../schema.ts";
import { typeTextOf } from "../type-text.ts";

/** What is wrong in a file of differences, and where: data.psn_name.type. */
export interface DifferenceFault {
  readonly path: string;
  readonly reason: string;
}

interface Draft {
  [key: string]: JsonValue;
}

/** Where one field stands. */
interface Place {
  readonly path: string;
  readonly name: string;
  /** The object schema whose properties have the field. */
  readonly rows: Draft;
  readonly isTop: boolean;
}

const KEYS = ["infno", "class", "input", "output"];
const FIELD_KEYS = ["title", "description", "type", "presence", "codes"];
const PRESENCES = ["required", "expected", "optional"];
const MOMENTS: Readonly<Record<string, string>> = {
  "yyyy-MM-dd": "date",
  "yyyy-MM-dd HH:mm:ss": "datetime",
  "yyyy-MM-dd[ HH:mm:ss]": "date_or_datetime",
};
const TYPES = `string, string(30), number, number(16,2), ${Object.keys(MOMENTS).join(", ")}, object, list`;

/**
 * A schema with differences over it. `input` and `output` of the differences name fields by their paths
 * (`{"data.psn_name": {"type": "string(100)"}}`, null drops the field); `class` may only become stricter.
 * @returns all faults of the differences; then nothing is applied
 */
export function applyDifferences(
  base: SchemaDocuments,
  differences: JsonObject,
): { readonly schema: JsonObject } | { readonly faults: readonly DifferenceFault[] } {
  const schema: Draft = structuredClone(base.schema);
  const infno = String(schema.infno);
  const faults: DifferenceFault[] = [];
  const fault = (path: string, reason: string): void => {
    faults.push({ path, reason });
  };

  for (const key of Object.keys(differences))
    if (!KEYS.includes(key)) fault(key, `is not known here; known are ${KEYS.join(", ")}`);
  applyClass();
  for (const part of ["input", "output"]) applyPart(part, differences[part]);
  return faults.length > 0 ? { faults } : { schema };

  function applyClass(): void {
    const wanted = differences.class;
    if (wanted === undefined) return;
    if (wanted !== "A" && wanted !== "B" && wanted !== "C") fault("class", "must be A, B or C");
    else if (wanted < String(schema.class))
      fault("class", `${wanted} is weaker than ${schema.class}: a class may only be made stricter`);
    else schema.class = wanted;
  }

  function applyPart(part: string, fields: JsonValue | undefined): void {
    if (fields === undefined) return;
    const top = draftAt(draftAt(schema, "properties"), part);
    if (!isJsonObject(fields) || top === undefined) {
      fault(part, top === undefined ? `is not in the schema of ${infno}` : "must be an object of paths and fields");
      return;
    }
    // A node that is added comes before its fields, whatever their order in the file.
    const paths = Object.keys(fields).sort((one, other) => one.split(".").length - other.split(".").length);
    for (const path of paths) applyField(path, fields[path] ?? null, top);
  }

  function applyField(path: string, difference: JsonValue, top: Draft): void {
    const steps = path.split(".");
    const parents = steps.slice(0, -1);
    const rows = parents.reduce<Draft | undefined>(
      (at, step) => {
        const below = draftAt(draftAt(at, "properties"), step);
        return below === undefined ? undefined : rowsOf(below, schema);
      },
      rowsOf(top, schema),
    );
    const place = { path, name: steps.at(-1) ?? "", isTop: parents.length === 0 };
    if (/[[\]]/.test(path)) fault(path, `has an index; write ${path.replaceAll(/\[\d*\]/g, "")}`);
    else if (rows === undefined)
      fault(path, `${parents.join(".")} is not a node of ${infno}; "processor schema show ${infno}" shows its fields`);
    else if (difference === null) drop({ ...place, rows });
    else if (!isJsonObject(difference)) fault(path, "must be an object, or null to drop the field");
    else change({ ...place, rows }, difference);
  }

  function drop({ path, name, rows }: Place): void {
    const properties = draftAt(rows, "properties");
    const short = textsOf(objectOf(objectOf(rows.if).propertyNames).enum);
    if (properties?.[name] === undefined) fault(path, `is not a field of ${infno}`);
    else if (textsOf(schema.keyFields).includes(name)) fault(path, "is a key field of the business act: it must stay");
    else if (short.includes(name)) fault(path, "is a field of the short form: it must stay");
    else {
      delete properties[name];
      requireNoLonger(rows, name);
      without(rows, "anyFilled", name);
      if (textsOf(rows.anyFilled).length === 0) delete rows.anyFilled;
    }
  }

  function change(place: Place, difference: JsonObject): void {
    const { path, name, rows } = place;
    const before = faults.length;
    for (const [key, value] of Object.entries(difference)) {
      if (!FIELD_KEYS.includes(key)) fault(`${path}.${key}`, `is not known here; known are ${FIELD_KEYS.join(", ")}`);
      else if (key !== "codes" && typeof value !== "string") fault(`${path}.${key}`, "must be a text");
    }
    const { title, description, type, presence, codes } = difference;
    const known = draftAt(draftAt(rows, "properties"), name);
    const described = known === undefined ? undefined : describe(rows, name);
    if (known === undefined) checkNew(place, difference);
    const isNewType = typeof type === "string" && (described === undefined || type !== typeTextOf(described));
    if (isNewType) checkType(path, type, known);
    if (typeof presence === "string" && !PRESENCES.includes(presence))
      fault(`${path}.presence`, `must be one of ${PRESENCES.join(", ")}`);
    if (codes !== undefined && !isCodes(codes)) fault(`${path}.codes`, "must be an object of codes and names");
    if (faults.length > before) return;

    const field: Draft = known ?? {};
    rows.properties = { ...objectOf(rows.properties), [name]: field };
    if (title !== undefined) field.title = title;
    if (description !== undefined) field.description = description;
    if (isNewType) setType(field, type);
    if (typeof presence === "string" && !isAlready(described, presence)) setPresence(rows, name, presence);
    if (isJsonObject(codes)) addCodes(field, path, codes);
  }

  /** The field as it is now. */
  function describe(rows: Draft, name: string): Field | undefined {
    const alone = { ...schema, properties: { input: rows } };
    return fieldOf({ ...base, schema: alone }, "input")?.fields.find(({ code }) => code === name);
  }

  function checkNew({ path, isTop, rows }: Place, { title, type }: JsonObject): void {
    if (title === undefined || type === undefined)
      fault(
        path,
        `is not a field of ${infno} ("processor schema show ${infno}" shows its fields); a new field needs title and type`,
      );
    const nodes = Object.keys(objectOf(rows.properties));
    const hasNodes = nodes.every((node) => isNode(draftAt(draftAt(rows, "properties"), node), schema));
    if (isTop && hasNodes && nodes.length > 0 && type !== "object" && type !== "list")
      fault(path, `is outside the nodes of ${infno}; write ${nodes[0]}.${path}`);
  }

  function checkType(path: string, type: string, known: Draft | undefined): void {
    if (isNode(known, schema)) fault(`${path}.type`, "is the type of a node, which cannot be changed");
    else if (typed(type) === undefined) fault(`${path}.type`, `must be one of ${TYPES}`);
  }

  /** The codes are added to the field's own table; null takes one out. A closed table stays closed. */
  function addCodes(field: Draft, path: string, codes: JsonObject): void {
    const documents = { ...base, schema };
    const references = Array.isArray(field.allOf) ? field.allOf.map((part) => resolved(objectOf(part), documents)) : [];
    const table = references.find((part) => isJsonObject(part.codes)) ?? {};
    const merged = Object.entries({ ...objectOf(table.codes), ...codes }).filter(([, name]) => name !== null);
    const all = merged.map(([code]) => code);
    schema.definitions = {
      ...objectOf(schema.definitions),
      [path]: {
        ...table,
        codes: Object.fromEntries(merged),
        ...(table.enum === undefined ? {} : { enum: ["", ...all] }),
      },
    };
    field.allOf = [{ $ref: `#/definitions/${path}` }];
    if (typeof field.maxLength === "number")
      field.maxLength = Math.max(field.maxLength, ...all.map((code) => code.length));
  }
}

/** A field that only a condition requires is optional, until the hospital says so. */
function isAlready(field: Field | undefined, presence: string): boolean {
  return (presence === "required" && field?.required === true) || (presence === "expected" && field?.expected === true);
}

function isCodes(codes: JsonValue): boolean {
  return isJsonObject(codes) && Object.values(codes).every((name) => name === null || typeof name === "string");
}

/** The keywords of a type as `processor schema show` writes it; undefined: it is none. */
function typed(type: string): JsonObject | undefined {
  const moment = Object.hasOwn(MOMENTS, type) ? MOMENTS[type] : undefined;
  if (moment !== undefined) return { $ref: `common/formats.json#/definitions/${moment}` };
  if (type === "object") return { type: "object", properties: {} };
  if (type === "list") return { type: "array", items: { type: "object", properties: {} } };
  if (type === "number") return { $ref: "common/formats.json#/definitions/number" };
  const [, length, precision, scale] = /^(?:string(?:\((\d{1,6})\))?|number\((\d{1,2}),(\d{1,2})\))$/.exec(type) ?? [];
  if (precision !== undefined && scale !== undefined)
    return Number(precision) > Number(scale)
      ? { type: ["number", "string"], decimal: { precision: Number(precision), scale: Number(scale) } }
      : undefined;
  if (length !== undefined) return Number(length) > 0 ? { type: "string", maxLength: Number(length) } : undefined;
  return type === "string" ? { type: "string" } : undefined;
}

const TYPE_KEYWORDS = ["$ref", "type", "maxLength", "minLength", "decimal", "format", "pattern", "contentEncoding"];

function setType(field: Draft, type: string): void {
  for (const keyword of TYPE_KEYWORDS) delete field[keyword];
  if (!type.startsWith("string")) delete field.allOf;
  Object.assign(field, typed(type));
}

function setPresence(rows: Draft, name: string, presence: string): void {
  if (presence !== "required") requireNoLonger(rows, name);
  without(rows, "expected", name);
  const otherwise = draftAt(rows, "else");
  if (otherwise !== undefined) without(otherwise, "expected", name);
  if (presence === "optional") return;
  // Where there is a short form, what the full form requires is in `else`.
  const list = otherwise?.required === undefined ? rows : otherwise;
  list[presence] = [...new Set([...textsOf(list[presence]), name])];
}

/** Neither always nor under a condition. */
function requireNoLonger(rows: Draft, name: string): void {
  const conditions = Array.isArray(rows.allOf) ? rows.allOf.map((part) => draftAt(objectOf(part), "then")) : [];
  for (const node of [rows, draftAt(rows, "then"), draftAt(rows, "else"), ...conditions]) {
    if (node !== undefined) for (const list of ["required", "expected"]) without(node, list, name);
  }
  for (const condition of conditions) {
    const properties = draftAt(condition, "properties");
    if (properties !== undefined) delete properties[name];
  }
}

function without(node: Draft, list: string, name: string): void {
  if (node[list] !== undefined) node[list] = textsOf(node[list]).filter((other) => other !== name);
}

function isNode(node: Draft | undefined, schema: Draft): boolean {
  return node !== undefined && rowsOf(node, schema).properties !== undefined;
}

/** The object schema of a node, or of its rows, in place. */
function rowsOf(node: Draft, schema: Draft): Draft {
  const [, definition] = typeof node.$ref === "string" ? node.$ref.split("#/definitions/") : [];
  const isLocal = typeof node.$ref === "string" && node.$ref.startsWith("#");
  const target = isLocal ? draftAt(draftAt(schema, "definitions"), definition ?? "") : undefined;
  if (target !== undefined) return rowsOf(target, schema);
  const otherwise = draftAt(node, "else");
  const inner = draftAt(node, "items") ?? (typeof otherwise?.$ref === "string" ? otherwise : undefined);
  return inner === undefined ? node : rowsOf(inner, schema);
}

function draftAt(node: Draft | undefined, key: string): Draft | undefined {
  const below = node !== undefined && Object.hasOwn(node, key) ? node[key] : undefined;
  return isJsonObject(below) ? below : undefined;
}
