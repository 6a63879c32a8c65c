import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../json-text.ts";
import { interfacesFolder, readAsset } from "../asset.ts";
import { type CatalogueEntry, entryOf } from "../catalogue.ts";
import { INFNO } from "../interface.ts";
import { parseSchema, type SchemaDocuments } from "../schema.ts";
import { compileInterface } from "./compile.ts";
import { givenByOutputs, widen } from "./widen.ts";

const SCHEMAS = join(import.meta.dirname, "../../../schemas");
const BUILT_FROM = "built-from.txt";

/**
 * Compiles schemas/ into dist/interfaces: for each interface its script and its schema, the common definitions once, and
 * the index. Does nothing when neither the schemas nor the sources of this room have changed.
 */
export function buildInterfaces(): void {
  const sources = fingerprint();
  if (readAsset(BUILT_FROM) !== sources) buildAll(sources);
}

function buildAll(sources: string): void {
  // Another process may be reading the folder, or building it: it changes in one step.
  const folder = `${interfacesFolder()}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const common = readCommon();
  const infnos = readdirSync(SCHEMAS)
    .map((file) => file.replace(/\.json$/, ""))
    .filter((name) => INFNO.test(name));
  const specified = infnos.map((infno): SchemaDocuments => ({ schema: readSchema(`${infno}.json`), common }));
  const given = givenByOutputs(specified);
  const entries: CatalogueEntry[] = [];
  for (const [index, infno] of infnos.entries()) {
    const documents = widen(specified[index] as SchemaDocuments, given);
    const compiled = compileInterface(documents);
    if ("reasons" in compiled) throw new Error(`schemas/${infno}.json: ${compiled.reasons.join("; ")}`);
    writeFileSync(join(folder, `${infno}.js`), compiled.text);
    writeFileSync(join(folder, `${infno}.json`), JSON.stringify(documents.schema));
    entries.push(entryOf(documents));
  }
  writeFileSync(join(folder, "common.json"), JSON.stringify(common));
  writeFileSync(join(folder, "index.json"), JSON.stringify(entries, null, 1));
  writeFileSync(join(folder, BUILT_FROM), sources);
  rmSync(interfacesFolder(), { recursive: true, force: true });
  renameSync(folder, interfacesFolder());
}

function readCommon(): Record<string, JsonObject> {
  const folder = join(SCHEMAS, "common");
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readSchema(join("common", file))]));
}

function readSchema(file: string): JsonObject {
  const parsed = parseSchema(readFileSync(join(SCHEMAS, file), "utf8"));
  if ("reason" in parsed) throw new Error(`schemas/${file}: ${parsed.reason}`);
  return parsed.schema;
}

function fingerprint(): string {
  const hash = createHash("sha256");
  for (const folder of [SCHEMAS, join(SCHEMAS, "common"), import.meta.dirname, join(import.meta.dirname, "..")]) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isFile()) hash.update(entry.name).update(readFileSync(join(folder, entry.name)));
    }
  }
  return hash.digest("hex");
}
