import { isJsonObject, type JsonObject, type JsonValue } from "../../json-text.ts";
import { objectOf, resolved, type SchemaDocuments, textsOf } from "../schema.ts";

/** Keywords whose keys are names. */
const NAMING = ["properties", "definitions"];
/** Keywords whose value is no schema, so that nothing in it is a keyword. */
const VALUES = ["codes", "decimal", "enum", "const", "required", "expected", "anyFilled", "businessKeys", "keyFields"];
/** A field that a condition requires may be described elsewhere. */
const CONDITIONS = ["if", "then", "else", "not", "anyOf", "allOf", "oneOf"];

/** Everything in a schema that a compiler would only tell one after another, or never: each with its place. */
export function findSchemaFaults(documents: SchemaDocuments, isKeyword: (word: string) => boolean): readonly string[] {
  const faults: string[] = [];

  const visit = (node: JsonObject, path: string, isCondition: boolean): void => {
    for (const [key, value] of Object.entries(node)) {
      const at = path === "" ? key : `${path}.${key}`;
      if (!isKeyword(key)) faults.push(`${at}: is not a keyword`);
      else if (NAMING.includes(key)) visitNamed(objectOf(value), at, isCondition);
      else if (!VALUES.includes(key)) visitValue(value, at, isCondition || CONDITIONS.includes(key));
    }
    checkReference(node.$ref, path);
    if (!isCondition) checkNames(node, path);
  };

  const visitNamed = (named: JsonObject, path: string, isCondition: boolean): void => {
    for (const [name, below] of Object.entries(named)) {
      if (isJsonObject(below)) visit(below, `${path}.${name}`, isCondition);
      else if (typeof below !== "boolean") faults.push(`${path}.${name}: must be an object`);
    }
  };

  const visitValue = (value: JsonValue, path: string, isCondition: boolean): void => {
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visitValue(item, `${path}[${index}]`, isCondition);
    else if (isJsonObject(value)) visit(value, path, isCondition);
  };

  const checkReference = (reference: JsonValue | undefined, path: string): void => {
    if (typeof reference !== "string") return;
    try {
      resolved({ $ref: reference }, documents);
    } catch {
      faults.push(`${path}.$ref: ${reference} points nowhere`);
    }
  };

  const checkNames = (node: JsonObject, path: string): void => {
    if (!isJsonObject(node.properties)) return;
    for (const list of ["required", "expected"])
      for (const name of textsOf(node[list]))
        if (!Object.hasOwn(node.properties, name)) faults.push(`${path}.${list}: ${name} is not in properties`);
  };

  visit(documents.schema, "", false);
  return faults;
}
