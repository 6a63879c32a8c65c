import { isJsonObject, type JsonObject } from "../json-text.ts";
import { type Field, fieldOf } from "./field.ts";
import { INTERFACE_KINDS, type InterfaceClass, type InterfaceFacts, type InterfaceKind } from "./interface.ts";
import { objectOf, type SchemaDocuments, textsOf } from "./schema.ts";

/** Reads an interface's facts from its schema's annotations, or says what is wrong in them. */
export function readFacts(documents: SchemaDocuments): InterfaceFacts | { readonly reasons: readonly string[] } {
  const { schema } = documents;
  const { infno, title, kind, lookWith, class: interfaceClass } = schema;
  const input = fieldOf(documents, "input");
  if (typeof infno !== "string" || typeof title !== "string" || !isKind(kind) || !isClass(interfaceClass) || !input)
    return { reasons: findFactFaults(schema) };
  return {
    infno,
    name: title,
    kind,
    class: interfaceClass,
    reversible: schema.reversible === true,
    lookWith: typeof lookWith === "string" ? lookWith : null,
    businessKeys: textsOf(schema.businessKeys),
    keyFields: schema.keyFields === undefined ? null : textsOf(schema.keyFields),
    nodes: nodesOf(input).map(({ code }) => code),
    listNodes: nodesOf(input).flatMap(({ code, types }) =>
      types.includes("array") && !types.includes("object") ? [code] : [],
    ),
    promisesOutput: (fieldOf(documents, "output")?.fields ?? []).length > 0,
    carriesFile: hasFile(input),
  };
}

export function findFactFaults({ infno, title, kind, class: interfaceClass, properties }: JsonObject): string[] {
  const checks: readonly (readonly [isRight: boolean, fault: string])[] = [
    [typeof infno === "string", "infno: must be the interface's code as text"],
    [typeof title === "string", "title: must be the interface's name"],
    [isKind(kind), `kind: must be one of ${INTERFACE_KINDS.join(", ")}`],
    [isClass(interfaceClass), "class: must be A, B or C"],
    [isJsonObject(objectOf(properties).input), "properties.input: is missing"],
  ];
  return checks.flatMap(([isRight, fault]) => (isRight ? [] : [fault]));
}

/** Where a field is directly under `input`, nothing there is a node. */
function nodesOf({ fields }: Field): readonly Field[] {
  const isNode = ({ fields: below, types }: Field): boolean => below.length > 0 && !types.includes("string");
  return fields.every(isNode) ? fields : [];
}

function hasFile(field: Field): boolean {
  return field.isFile || field.fields.some(hasFile);
}

function isKind(value: JsonObject[string] | undefined): value is InterfaceKind {
  return INTERFACE_KINDS.some((kind) => kind === value);
}

function isClass(value: JsonObject[string] | undefined): value is InterfaceClass {
  return value === "A" || value === "B" || value === "C";
}
