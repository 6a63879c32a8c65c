import { type Field, fieldOf } from "../interfaces/field.ts";
import type { InterfaceFacts } from "../interfaces/interface.ts";
import { readFacts } from "../interfaces/read-facts.ts";
import type { SchemaDocuments } from "../interfaces/schema.ts";
import { typeTextOf } from "../interfaces/type-text.ts";
import { tableOf } from "./table.ts";

/** `processor schema show <infno>`: the facts of an interface and a table of its fields. @param file the hospital's; null: it is built in */
export function showInterface(documents: SchemaDocuments, file: string | null): string {
  const parts = [
    [factLines(documents), ...(file === null ? [] : [`from the hospital's file ${file}`])].join("\n"),
    partTable("input", documents),
    partTable("output", documents),
    codeLines(documents),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** The same for `--json`. */
export function interfaceJson(documents: SchemaDocuments, file: string | null): object {
  const facts = factsOf(documents);
  return {
    message: "",
    infno: facts.infno,
    name: facts.name,
    class: facts.class,
    kind: facts.kind,
    reversible: facts.reversible,
    look_with: facts.lookWith,
    business_keys: facts.businessKeys,
    key_fields: facts.keyFields,
    file,
    input: fieldOf(documents, "input")?.fields.map(fieldJson) ?? [],
    output: fieldOf(documents, "output")?.fields.map(fieldJson) ?? [],
  };
}

/** @returns a field, or a node with its fields */
function fieldJson(field: Field): object {
  return {
    code: field.code,
    name: field.label,
    type: typeTextOf(field),
    presence: presenceOf(field),
    remark: field.remark,
    code_table:
      field.codes === null
        ? null
        : { name: field.codes.table, is_closed: field.codes.closed, codes: Object.fromEntries(field.codes.codes) },
    fields: field.fields.map(fieldJson),
  };
}

function presenceOf({ required, expected }: Field): "required" | "expected" | "optional" {
  return required ? "required" : expected ? "expected" : "optional";
}

function factsOf(documents: SchemaDocuments): InterfaceFacts {
  const facts = readFacts(documents);
  // Only schemas that the build has accepted are shown.
  if ("reasons" in facts) throw new Error(facts.reasons.join("; "));
  return facts;
}

function factLines(documents: SchemaDocuments): string {
  const facts = factsOf(documents);
  const { description } = documents.schema;
  return [
    `${facts.infno}  ${facts.name}`,
    ...(typeof description === "string" ? [description] : []),
    `class ${facts.class} (${MEANING[facts.class]}), kind ${facts.kind}`,
    ...(facts.class === "A" ? [] : [lostOutcome(facts)]),
    ...(facts.businessKeys.length > 0 ? [`business keys: ${facts.businessKeys.join(", ")}`] : []),
    ...(facts.keyFields === null ? [] : [sameAct(facts.keyFields)]),
  ].join("\n");
}

function lostOutcome({ lookWith, reversible }: InterfaceFacts): string {
  const look =
    lookWith === null
      ? "an unknown outcome cannot be looked up: ask the insurer"
      : `an unknown outcome is looked up with ${lookWith}`;
  return reversible ? `${look}; 2601 may reverse it` : look;
}

function sameAct(keyFields: readonly string[]): string {
  return keyFields.length === 0
    ? "each request is an act of its own"
    : `the same act when these are the same: ${keyFields.join(", ")}`;
}

const MEANING = {
  A: "query or trial calculation: sent again automatically after an unknown outcome",
  B: "upload with a business key: after an unknown outcome sent again only when a person has confirmed it",
  C: "money or state: after an unknown outcome sent again only when a person has confirmed it",
} as const;

function partTable(part: "input" | "output", documents: SchemaDocuments): string {
  const field = fieldOf(documents, part);
  if (field === undefined) return "";
  const rows = field.fields.flatMap((below) => fieldRows(below, ""));
  return tableOf([[part, "name", "type", "", "remark"], ...rows]);
}

function fieldRows(field: Field, indent: string): string[][] {
  const row = [
    indent + field.code,
    field.label,
    typeOf(field),
    field.required ? "required" : field.expected ? "expected" : "",
    field.remark.replace(/\s+/g, " "),
  ];
  return [row, ...field.fields.flatMap((below) => fieldRows(below, `${indent}  `))];
}

/** The type, and the code table behind it. */
function typeOf(field: Field): string {
  const { codes } = field;
  if (codes === null || field.isFile || field.format !== null || field.decimal !== null) return typeTextOf(field);
  const table = codes.closed ? codes.codes.map(([code]) => code).join("|") : `code ${codes.table}`;
  return `${typeTextOf(field)} ${table}`;
}

const CODES_SHOWN = 60;

/** The code tables of the input, one a line; of a long one its beginning. */
function codeLines(documents: SchemaDocuments): string {
  const lines = new Map<string, string>();
  const collect = ({ codes, fields }: Field): void => {
    if (codes !== null) {
      const shown = codes.codes.slice(0, CODES_SHOWN).map(([code, name]) => `${code} ${name}`);
      const more = codes.codes.length - shown.length;
      lines.set(codes.table, `code ${codes.table}: ${shown.join(", ")}${more > 0 ? `, and ${more} more` : ""}`);
    }
    fields.forEach(collect);
  };
  const input = fieldOf(documents, "input");
  if (input !== undefined) collect(input);
  return [...lines.values()].join("\n");
}
