import { _, Ajv, type CodeKeywordDefinition, type KeywordCxt } from "ajv";
import equal from "ajv/dist/runtime/equal.js";
import ucs2length from "ajv/dist/runtime/ucs2length.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { messageOf } from "../../error-text.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../json-text.ts";
import { fieldOf } from "../field.ts";
import { labelsOf, openTablesOf } from "../field-labels.ts";
import { findFactFaults, readFacts } from "../read-facts.ts";
import { objectOf, type SchemaDocuments } from "../schema.ts";
import { decimalPattern } from "./decimal.ts";
import { findSchemaFaults } from "./schema-faults.ts";

/** Keywords of our own, which say what JSON Schema cannot say and which no value can break. */
const ANNOTATIONS = [
  "infno",
  "kind",
  "class",
  "reversible",
  "lookWith",
  "businessKeys",
  "keyFields",
  "codes",
  "expected",
];

/** A number by its digits, so that 0.07 is never 0.07000000000000001. Text is taken for a number too. */
const DECIMAL: CodeKeywordDefinition = {
  keyword: "decimal",
  type: ["number", "string"],
  schemaType: "object",
  error: {
    message: "must be a decimal within its digits",
    params: ({ schema }) => _`{precision: ${schema.precision ?? null}, scale: ${schema.scale ?? null}}`,
  },
  code(cxt: KeywordCxt) {
    const source = decimalPattern(cxt.schema);
    const pattern = cxt.gen.scopeValue("pattern", {
      key: source,
      ref: new RegExp(source),
      code: _`new RegExp(${source})`,
    });
    cxt.fail(_`!${pattern}.test(String(${cxt.data}))`);
  },
};

/** At least one of these fields must have a value. */
const ANY_FILLED: CodeKeywordDefinition = {
  keyword: "anyFilled",
  type: "object",
  schemaType: "array",
  error: {
    message: "must fill at least one of the fields",
    params: ({ schemaCode }) => _`{fields: ${schemaCode}}`,
  },
  code(cxt: KeywordCxt) {
    cxt.fail(
      _`${cxt.schemaValue}.every((key) => ${cxt.data}[key] === undefined || ${cxt.data}[key] === null || ${cxt.data}[key] === "")`,
    );
  },
};

/** The pieces of ajv's runtime that a validator may ask for, by the text with which it does. */
const RUNTIME: Readonly<Record<string, string>> = {
  'require("ajv/dist/runtime/ucs2length").default': `(${ucs2length.default})`,
  'require("ajv/dist/runtime/equal").default': `(${equal.default})`,
};

/**
 * Compiles the interface's input into a script that assigns facts, labels, tables and validate to `exports` and requires
 * nothing. This is the only module that knows ajv.
 * @returns the reasons when the schema is broken
 */
export function compileInterface(documents: SchemaDocuments): { text: string } | { reasons: readonly string[] } {
  try {
    return compileOrThrow(documents);
  } catch (error) {
    // ajv and a reference to nowhere throw; their message is meant for the schema's author.
    return { reasons: [messageOf(error)] };
  }
}

function compileOrThrow(documents: SchemaDocuments): { text: string } | { reasons: readonly string[] } {
  const ajv = ajvWith(documents.common);
  const { properties, definitions } = documents.schema;
  const reasons = [
    ...findFactFaults(documents.schema),
    ...findSchemaFaults(documents, (word) => word.startsWith("$") || ajv.RULES.keywords[word] === true),
    ...findKeywordFaults(ajv, documents.schema),
  ];
  if (reasons.length > 0) return { reasons: firstOfEachPlace(reasons) };
  const [facts, input] = [readFacts(documents), fieldOf(documents, "input")];
  if ("reasons" in facts || input === undefined) return { reasons: ["properties.input: is missing"] };
  const $id = `${facts.infno}.json`;
  ajv.removeSchema($id);
  const validate = ajv.compile({
    $id,
    ...withoutWords(objectOf(objectOf(properties).input)),
    definitions: withoutWords(objectOf(definitions)),
  });
  const lines = [
    exporting(selfContained(standaloneCode.default(ajv, validate))),
    `exports.facts = ${JSON.stringify(facts)};`,
    `exports.labels = ${JSON.stringify(labelsOf(input))};`,
    `exports.tables = ${JSON.stringify(openTablesOf(input))};`,
  ];
  return { text: `${lines.join("\n")}\n` };
}

/** One cause for each place: two checks may find the same. */
function firstOfEachPlace(reasons: readonly string[]): readonly string[] {
  const places = new Map<string, string>();
  for (const reason of reasons) {
    const place = reason.slice(0, reason.indexOf(": "));
    if (!places.has(place)) places.set(place, reason);
  }
  return [...places.values()];
}

/** Values that a keyword cannot have, by JSON Schema's own schema. */
function findKeywordFaults(ajv: Ajv, schema: JsonObject): readonly string[] {
  if (ajv.validateSchema(schema) === true) return [];
  return (ajv.errors ?? []).map(({ instancePath, keyword, params }) => {
    const allowed = JSON.stringify(params.allowedValues ?? params.type ?? params.limit ?? keyword);
    return `${instancePath.slice(1).replaceAll("/", ".")}: has a value that it cannot have (${allowed})`;
  });
}

const prepared = new WeakMap<SchemaDocuments["common"], Ajv>();

/** Making ajv takes longer than compiling an interface, so all that share their common definitions share it. */
function ajvWith(common: SchemaDocuments["common"]): Ajv {
  const known = prepared.get(common);
  if (known !== undefined) return known;
  const ajv = makeAjv();
  for (const [name, document] of Object.entries(common)) ajv.addSchema(withoutWords(document), `common/${name}`);
  prepared.set(common, ajv);
  return ajv;
}

/** Compiles any one schema (the configuration has one) into a script that assigns validate to `exports` and requires nothing. */
export function compileStandalone(schema: JsonObject): string {
  const ajv = makeAjv();
  return exporting(selfContained(standaloneCode.default(ajv, ajv.compile(schema))));
}

/** The validator as the schema files give it, for proving that the compiled ones agree with them. */
export function makeAjv(): Ajv {
  const ajv = new Ajv({
    strict: true,
    // A condition may require a field that is described beside it.
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    messages: false,
    // Formats are annotations: the pattern beside them is the check.
    validateFormats: false,
    inlineRefs: false,
    code: { source: true, lines: true },
  });
  ajv.addKeyword(DECIMAL);
  ajv.addKeyword(ANY_FILLED);
  ajv.addVocabulary(ANNOTATIONS);
  return ajv;
}

/** The script's exports hold more than the validator, so it may not replace them. */
function exporting(text: string): string {
  return text.replace(/module\.exports = (\w+);\s?module\.exports\.default = \w+;/, "exports.validate = $1;");
}

function selfContained(text: string): string {
  const inlined = Object.entries(RUNTIME).reduce(
    (code, [request, source]) => code.replaceAll(request, () => source),
    text,
  );
  const [, request] = inlined.split("require(");
  if (request !== undefined) {
    throw new Error(`the compiled schema needs ${request.split(")", 1)[0]}, which is not built in`);
  }
  return inlined;
}

/** Titles and remarks are for readers; a validator would carry them along. A field may itself be called `title`. */
function withoutWords(schema: JsonObject): JsonObject {
  const strip = (value: JsonValue, isSchema: boolean): JsonValue => {
    if (Array.isArray(value)) return value.map((item) => strip(item, isSchema));
    if (!isJsonObject(value)) return value;
    const kept = Object.entries(value).filter(([key]) => !isSchema || !WORDS.has(key));
    return Object.fromEntries(kept.map(([key, below]) => [key, strip(below, !isSchema || !NAMING.has(key))]));
  };
  return objectOf(strip(schema, true));
}

const WORDS: ReadonlySet<string> = new Set(["title", "description", "codes", "format", "contentEncoding", "expected"]);
/** Keywords whose keys are names and not keywords. */
const NAMING: ReadonlySet<string> = new Set(["properties", "definitions"]);
