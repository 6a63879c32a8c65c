import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  expectedOf,
  INFNOS,
  plain,
  readJson,
  readSchemaFile,
  requiredOf,
  rowsOf,
  type Schema,
} from "./schema-files.ts";

type SpecificationField = readonly [
  code: string,
  label: string,
  type: string | null,
  length: number | null,
  scale: number | null,
  required: boolean,
];

interface Table {
  readonly node: string | null;
  readonly fields: readonly SpecificationField[];
}

interface Chapter {
  readonly infno: string;
  readonly name: string;
  /** In the official list of 206; the other six only have a chapter. */
  readonly listed: boolean;
  readonly input: readonly Table[];
  readonly output: readonly Table[];
}

/** An entry of schemas/corrections.json: a table that stands elsewhere, or one property of a field. */
interface Correction {
  readonly infno?: string;
  readonly direction?: "input" | "output";
  readonly table?: number;
  readonly place?: string;
  readonly field?: string;
  readonly occurrence?: number;
  readonly keyword?: string;
  readonly specification?: unknown;
  readonly schema?: unknown;
  readonly reason: string;
}

// Both files are this repository's own.
const chapters = JSON.parse(
  readFileSync(join(import.meta.dirname, "specification.json"), "utf8"),
) as readonly Chapter[];
const corrections = readJson("corrections.json") as readonly Correction[];
const used = new Set<Correction>();
/** The fields of the chapter at hand that tables have led to. */
const described = new Set<string>();

test("every chapter of the specification has its schema, and 206 of them are in the official list", () => {
  assert.deepEqual([...INFNOS].sort(), chapters.map(({ infno }) => infno).sort());
  assert.equal(chapters.filter(({ listed }) => listed).length, 206);
});

for (const chapter of chapters) {
  test(`${chapter.infno} has the specification's fields, types, lengths, scales, labels and required marks`, () => {
    const schema = readSchemaFile(`${chapter.infno}.json`);
    assert.equal(schema.title, chapter.name);
    described.clear();
    for (const direction of ["input", "output"] as const) {
      for (const [index, table] of chapter[direction].entries()) {
        checkTable(chapter.infno, direction, index, table, schema);
      }
    }
    assert.deepEqual(
      leavesOf(schema),
      [...described].sort(),
      "nothing is described that the specification does not have",
    );
  });
}

test("every correction with a place or a field is one that the schemas need", () => {
  const unused = corrections.filter((correction) => correction.infno !== undefined && !used.has(correction));
  assert.deepEqual(unused, []);
});

test("every correction gives its reason", () => {
  assert.deepEqual(
    corrections.filter(({ reason }) => reason.length < 5),
    [],
  );
});

function checkTable(infno: string, direction: "input" | "output", index: number, table: Table, schema: Schema): void {
  const correctionsOf = (field?: string, occurrence?: number) =>
    corrections.filter(
      (entry) =>
        entry.infno === infno &&
        entry.direction === direction &&
        entry.table === index &&
        entry.field === field &&
        entry.occurrence === occurrence,
    );
  const placed = correctionsOf().find(({ place }) => place !== undefined);
  if (placed !== undefined) used.add(placed);
  const place = placed?.place ?? placeOf(direction, table.node, schema);
  if (place === "-") return;
  const rows = rowsAt(place, schema);
  const seen = new Map<string, number>();
  for (const field of table.fields) {
    const [code] = field;
    const occurrence = (seen.get(code) ?? 0) + 1;
    seen.set(code, occurrence);
    const changes = correctionsOf(code, occurrence > 1 ? occurrence : undefined);
    for (const change of changes) used.add(change);
    if (occurrence > 1) assert.equal(changes[0]?.keyword, "field", `${infno} ${place}.${code} stands twice`);
    else checkField({ infno, place, schema }, field, changes, rows);
  }
}

function checkField(
  { infno, place, schema }: { readonly infno: string; readonly place: string; readonly schema: Schema },
  [code, label, type, length, scale, required]: SpecificationField,
  changes: readonly Correction[],
  rows: Schema,
): void {
  const at = `${infno} ${place}.${code}`;
  const corrected = (keyword: string, specified: unknown): unknown => {
    const change = changes.find((entry) => entry.keyword === keyword);
    if (change === undefined) return specified;
    assert.equal(change.specification, specified, `${at}: the correction of ${keyword} quotes the specification`);
    return change.schema;
  };
  const steps = String(corrected("code", code)).split(".");
  const parent = steps.slice(0, -1).reduce((node, step) => rowsOf(property(node, step, at), schema), rows);
  const name = steps.at(-1) ?? "";
  const field = plain(property(parent, name, at), schema);
  if (rowsOf(field, schema).properties === undefined) described.add(`${place}.${steps.join(".")}`);
  assert.equal(field.title, corrected("label", label), `${at}: label`);
  if (parent.properties?.[name]?.properties === undefined) checkValue(at, field, corrected, { type, length, scale });
  assert.equal(isRequired(parent, name, schema), corrected("required", required), `${at}: required`);
}

function checkValue(
  at: string,
  field: Schema,
  corrected: (keyword: string, specified: unknown) => unknown,
  {
    type,
    length,
    scale,
  }: { readonly type: string | null; readonly length: number | null; readonly scale: number | null },
): void {
  const expected = corrected("type", type);
  const plainTypes = ["string", "number", "date", "datetime", "date_or_datetime", "boolean"];
  const found = typeOf(field);
  assert.equal(found, plainTypes.includes(String(expected)) ? expected : "other", `${at}: type`);
  const expectedLength = corrected("length", length);
  const expectedScale = corrected("scale", scale);
  if (found === "string") assert.equal(field.maxLength ?? null, expectedLength, `${at}: length`);
  if (found !== "number") return;
  assert.equal(field.decimal?.precision ?? null, expectedLength, `${at}: length`);
  assert.equal(field.decimal?.scale ?? null, expectedLength === null ? null : (expectedScale ?? 0), `${at}: scale`);
}

const FORMATS: Readonly<Record<string, string>> = {
  "yyyy-MM-dd": "date",
  "yyyy-MM-dd HH:mm:ss": "datetime",
  "yyyy-MM-dd[ HH:mm:ss]": "date_or_datetime",
};

function typeOf({ type, format, decimal }: Schema): string {
  if (format !== undefined) return FORMATS[format] ?? format;
  if (decimal !== undefined) return "number";
  return type === "string" || type === "boolean" ? type : "other";
}

/** The lists of a prescription may stand in `data` or beside it, so the branches of `input` require them. */
function isRequired(rows: Schema, code: string, schema: Schema): boolean {
  const input = schema.properties?.input;
  const branches = rows === input?.properties?.data ? (input.else?.properties?.data?.required ?? []) : [];
  return [...requiredOf(rows), ...expectedOf(rows), ...branches].includes(code);
}

/** A table without a correction stands under its node, directly or below the field that names it. */
function placeOf(direction: string, node: string | null, schema: Schema): string {
  if (node === null || node === "无节点") return direction;
  const root = schema.properties?.[direction];
  assert.ok(root !== undefined, `${direction} is described`);
  const found = pathsTo(node, rowsOf(root, schema), direction, schema);
  assert.equal(found.length, 1, `the node ${node} stands in one place: ${found.join(", ")}`);
  return found[0] ?? "";
}

function pathsTo(node: string, rows: Schema, path: string, schema: Schema): string[] {
  return Object.entries(rows.properties ?? {}).flatMap(([code, below]) => {
    const here = `${path}.${code}`;
    const inner = rowsOf(below, schema);
    if (inner.properties === undefined) return [];
    return [...(code === node ? [here] : []), ...pathsTo(node, inner, here, schema)];
  });
}

/** All fields that carry a value, by path; lists that may also stand beside `data` only as they stand in it. */
function leavesOf(schema: Schema): string[] {
  const beside = new Set(schema.properties?.input?.then?.required);
  const leaves = (rows: Schema, path: string): string[] =>
    Object.entries(rows.properties ?? {}).flatMap(([code, below]) => {
      if (path === "input" && beside.has(code)) return [];
      const inner = rowsOf(below, schema);
      return inner.properties === undefined ? [`${path}.${code}`] : leaves(inner, `${path}.${code}`);
    });
  const files = Object.entries(schema.definitions ?? {}).filter(([name]) => name.endsWith("File"));
  return [...Object.entries(schema.properties ?? {}), ...files]
    .flatMap(([part, root]) => leaves(rowsOf(root, schema), part))
    .sort();
}

function rowsAt(place: string, schema: Schema): Schema {
  const [part = "", ...steps] = place.split(".");
  const root = schema.properties?.[part] ?? schema.definitions?.[part];
  assert.ok(root !== undefined, `${place} is described`);
  return steps.reduce((node, step) => rowsOf(property(node, step, place), schema), rowsOf(root, schema));
}

function property(rows: Schema, code: string, at: string): Schema {
  const found = rows.properties?.[code];
  assert.ok(found !== undefined, `${at} is described`);
  return found;
}
