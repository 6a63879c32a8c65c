import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../json-text.ts";
import { decodeText, NOT_UNICODE } from "../text-file.ts";
import { evaluateInterface } from "./compiled.ts";
import { loadCommon, loadDocuments } from "./documents.ts";
import type { applyDifferences } from "./generation/differences.ts";
import type { Interface } from "./interface.ts";
import { INFNO } from "./interface.ts";
import { objectOf, parseSchema, type SchemaDocuments } from "./schema.ts";

export interface SchemaFault {
  readonly file: string;
  readonly reason: string;
}

export type HospitalInterfaces =
  | { readonly interfaces: ReadonlyMap<string, Interface> }
  | { readonly faults: readonly SchemaFault[] };

const MISNAMED = 'the file must be named <infno>.json, with the same code in its "infno"';

/**
 * Reads a hospital's own schemas: `<infno>.json` for interfaces, which replace the built-in ones or add to them, and
 * `common/*.json` for definitions, which replace or add to the common ones. A file without `properties` holds only the
 * differences over the built-in interface. Only here is a schema compiled at run time.
 */
export async function loadHospitalInterfaces(folder: string): Promise<HospitalInterfaces> {
  if (namesIn(folder) === undefined) return { faults: [{ file: folder, reason: "the folder cannot be read" }] };
  const { compileInterface } = await import("./generation/compile.ts");
  const { applyDifferences: apply } = await import("./generation/differences.ts");
  const faults: SchemaFault[] = [];
  const common = withOwnDefinitions(loadCommon(), readSchemas(folder, "common", faults));
  const interfaces = new Map<string, Interface>();
  for (const [file, schema] of readSchemas(folder, "", faults)) {
    const infno = file.replace(/\.json$/, "");
    const isNamed = INFNO.test(infno) && schema.infno === infno;
    const whole = isNamed ? wholeSchema({ schema, common }, infno, apply) : [MISNAMED];
    if (!("schema" in whole)) {
      faults.push(...whole.map((reason) => ({ file, reason })));
      continue;
    }
    const compiled = compileInterface(whole);
    if ("reason" in compiled) faults.push({ file, reason: compiled.reason });
    else interfaces.set(infno, evaluateInterface(compiled.text, file));
  }
  return faults.length > 0 ? { faults } : { interfaces };
}

/** A file's schema with what the built-in one gives it, or what is wrong in it. */
function wholeSchema(
  own: SchemaDocuments,
  infno: string,
  apply: typeof applyDifferences,
): SchemaDocuments | readonly string[] {
  if (own.schema.properties !== undefined) return own;
  const builtIn = loadDocuments(infno);
  if (builtIn === undefined)
    return [`${infno} is not built in, so there is nothing to differ from: write the whole schema, with "properties"`];
  const applied = apply({ ...builtIn, common: own.common }, own.schema);
  return "faults" in applied
    ? applied.faults.map(({ path, reason }) => `${path}: ${reason}`)
    : { schema: applied.schema, common: own.common };
}

/** The JSON files of a folder, by name. */
function readSchemas(folder: string, below: string, faults: SchemaFault[]): Map<string, JsonObject> {
  const schemas = new Map<string, JsonObject>();
  for (const name of namesIn(join(folder, below)) ?? []) {
    const file = join(below, name);
    const text = decodeText(readFileSync(join(folder, file)));
    const parsed = text === null ? { reason: `it ${NOT_UNICODE}` } : parseSchema(text);
    if ("reason" in parsed) faults.push({ file, reason: parsed.reason });
    else schemas.set(name, parsed.schema);
  }
  return schemas;
}

function namesIn(folder: string): string[] | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile() && entry.name.endsWith(".json")).map(({ name }) => name);
  } catch {
    // Absent, or not to be read by this account: the caller knows whether it may be absent.
    return undefined;
  }
}

function withOwnDefinitions(
  common: Readonly<Record<string, JsonObject>>,
  own: ReadonlyMap<string, JsonObject>,
): Record<string, JsonObject> {
  const merged = { ...common };
  for (const [name, document] of own) {
    const definitions = { ...objectOf(common[name]?.definitions), ...objectOf(document.definitions) };
    merged[name] = { ...common[name], ...document, definitions };
  }
  return merged;
}
