import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Profile } from "../../src/config/profile.ts";

/** A schema as it stands in its file. Reading it is this folder's own work, so that the program's reader is tested too. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly decimal?: { readonly precision?: number; readonly scale?: number; readonly positive?: boolean };
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly codes?: Readonly<Record<string, string>>;
  readonly contentEncoding?: string;
  readonly required?: readonly string[];
  readonly expected?: readonly string[];
  readonly anyFilled?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly infno?: string;
}

const BUILT = join(import.meta.dirname, "../../dist/interfaces");
const FOLDER = join(import.meta.dirname, "../../schemas");

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
}

export function readSchemaFile(file: string): Schema {
  // The files are this repository's own.
  return readJson(file) as Schema;
}

/** The schema of an interface as the build wrote it, its fields widened by what bureaus give and take. */
export function readBuiltSchema(infno: string, profile: Profile = "hunan"): Schema {
  return JSON.parse(readBuiltText(infno, profile)) as Schema;
}

export function readBuiltText(infno: string, profile: Profile = "hunan"): string {
  return readFileSync(join(BUILT, profile, `${infno}.json`), "utf8");
}

export const COMMON: Readonly<Record<string, Schema>> = {
  "common/codes.json": readSchemaFile("common/codes.json"),
  "common/formats.json": readSchemaFile("common/formats.json"),
};

export const INFNOS: readonly string[] = readdirSync(FOLDER)
  .filter((file) => /^\d{4,6}[A-Z]?\.json$/.test(file))
  .map((file) => file.replace(".json", ""));

/** The interfaces of a profile, as the build wrote them. */
export function builtInfnos(profile: Profile): readonly string[] {
  return readdirSync(join(BUILT, profile))
    .filter((file) => /^\d{4,6}[A-Z]?\.json$/.test(file))
    .map((file) => file.replace(".json", ""));
}

export const NATIONAL_INFNOS = builtInfnos("national");

/** A schema with its references and its unconditional `allOf` parts taken in. */
export function plain(schema: Schema, document: Schema): Schema {
  if (schema.$ref !== undefined) {
    const { $ref, ...beside } = schema;
    return { ...plain(definition($ref, document), document), ...beside };
  }
  const parts = (schema.allOf ?? []).filter((part) => part.if === undefined).map((part) => plain(part, document));
  return Object.assign({}, ...parts, schema);
}

function definition(reference: string, document: Schema): Schema {
  const [file = "", name = ""] = reference.split("#/definitions/");
  const found = (file === "" ? document : COMMON[file])?.definitions?.[name];
  if (found === undefined) throw new Error(`${reference} points nowhere`);
  return found;
}

/** The object schema of a node: its own, or that of its rows. */
export function rowsOf(schema: Schema, document: Schema): Schema {
  const node = plain(schema, document);
  if (node.items !== undefined) return plain(node.items, document);
  return node.else?.$ref === undefined ? node : plain(node.else, document);
}

/** Whether a node is one object, a list of rows, or either. */
export function shapeOf(schema: Schema, document: Schema): "one" | "many" | "either" {
  const { type } = plain(schema, document);
  return type === "array" ? "many" : Array.isArray(type) && type.includes("array") ? "either" : "one";
}

/** The keys that must be present in an object, its closed short form left aside. */
export function requiredOf(rows: Schema): readonly string[] {
  return rows.required ?? (rows.if?.propertyNames === undefined ? undefined : rows.else?.required) ?? [];
}

/** The keys that the specification requires and other bureaus do not. */
export function expectedOf(rows: Schema): readonly string[] {
  return rows.expected ?? (rows.if?.propertyNames === undefined ? undefined : rows.else?.expected) ?? [];
}
