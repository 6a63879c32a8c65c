import { messageOf } from "../error-text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";

/** The schema of one interface, `$ref`s unresolved, and the documents its references point to. */
export interface SchemaDocuments {
  readonly schema: JsonObject;
  /** The common definitions, by file name: codes.json, formats.json. */
  readonly common: Readonly<Record<string, JsonObject>>;
}

/** The folder of the common definitions, as references write it. */
const COMMON = "common/";

/**
 * A schema with its reference replaced by what it points to; keywords beside the reference win.
 * @throws Error when the reference points nowhere, which the compiler has refused before
 */
export function resolved(node: JsonObject, documents: SchemaDocuments): JsonObject {
  const reference = node.$ref;
  if (typeof reference !== "string") return node;
  const { $ref: _, ...beside } = node;
  return { ...resolved(definitionAt(reference, documents), documents), ...beside };
}

function definitionAt(reference: string, { schema, common }: SchemaDocuments): JsonObject {
  const [file = "", pointer = ""] = reference.split("#");
  const document: JsonValue | undefined = file === "" ? schema : common[file.slice(COMMON.length)];
  const found = pointer
    .split("/")
    .slice(1)
    .reduce<JsonValue | undefined>((at, key) => objectOf(at)[key], document);
  if (found === undefined) throw new Error(`the reference ${reference} points nowhere`);
  return objectOf(found);
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** A schema file's text as an object, or why it is none. */
export function parseSchema(text: string): { readonly schema: JsonObject } | { readonly reason: string } {
  try {
    const value: JsonValue = JSON.parse(text);
    return isJsonObject(value) ? { schema: value } : { reason: "it is not a JSON object" };
  } catch (error) {
    return { reason: `it is not JSON: ${messageOf(error)}` };
  }
}
