import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROFILES, type Profile } from "../../config/profile.ts";
import type { JsonObject } from "../../json-text.ts";
import { interfacesFolder, readAsset } from "../asset.ts";
import { entryOf } from "../catalogue.ts";
import { INFNO } from "../interface.ts";
import { parseSchema, type SchemaDocuments } from "../schema.ts";
import { compileInterface } from "./compile.ts";
import { nationalDocuments, readNationalFacts } from "./national.ts";
import { type GivenByOutputs, givenByOutputs, widen } from "./widen.ts";

const SCHEMAS = join(import.meta.dirname, "../../../schemas");
const BUILT_FROM = "built-from.txt";

/**
 * Compiles schemas/ into dist/interfaces: the common definitions, and for each profile a folder with the index and each
 * interface's script and schema. Does nothing when neither the schemas nor the sources of this room have changed.
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
  const profiles: Readonly<Record<Profile, readonly SchemaDocuments[]>> = {
    hunan: specified,
    national: nationalDocuments(specified, readNationalFacts(readSchema("national.json"))),
  };
  // A hospital that changes the profile must not find its inputs refused, so what Hunan's outputs give is taken everywhere.
  const given = {
    hunan: givenByOutputs(specified),
    national: givenByOutputs([...specified, ...profiles.national]),
  };
  for (const profile of PROFILES) buildProfile(join(folder, profile), profiles[profile], given[profile]);
  writeFileSync(join(folder, "common.json"), JSON.stringify(common));
  writeFileSync(join(folder, BUILT_FROM), sources);
  rmSync(interfacesFolder(), { recursive: true, force: true });
  renameSync(folder, interfacesFolder());
}

function buildProfile(folder: string, specified: readonly SchemaDocuments[], given: GivenByOutputs): void {
  mkdirSync(folder);
  const entries = specified.map((each) => {
    const documents = widen(each, given);
    const infno = String(documents.schema.infno);
    const compiled = compileInterface(documents);
    if ("reasons" in compiled) throw new Error(`${folder}/${infno}: ${compiled.reasons.join("; ")}`);
    writeFileSync(join(folder, `${infno}.js`), compiled.text);
    writeFileSync(join(folder, `${infno}.json`), JSON.stringify(documents.schema));
    return entryOf(documents);
  });
  writeFileSync(join(folder, "index.json"), JSON.stringify(entries, null, 1));
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
