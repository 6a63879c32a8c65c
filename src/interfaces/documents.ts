import type { Profile } from "../config/profile.ts";
import type { JsonObject } from "../json-text.ts";
import { readAsset, readCertainAsset } from "./asset.ts";
import { INFNO } from "./interface.ts";
import { objectOf, parseSchema, type SchemaDocuments } from "./schema.ts";

/** The schema of an interface as it was built, for describing it; undefined when the profile does not have it. */
export function loadDocuments(infno: string, profile: Profile = "hunan"): SchemaDocuments | undefined {
  const text = INFNO.test(infno) ? readAsset(`${profile}/${infno}.json`) : undefined;
  return text === undefined ? undefined : { schema: builtSchema(text), common: loadCommon() };
}

/** The common definitions, by file name. */
export function loadCommon(): Record<string, JsonObject> {
  const documents = Object.entries(builtSchema(readCertainAsset("common.json")));
  return Object.fromEntries(documents.map(([file, document]) => [file, objectOf(document)]));
}

function builtSchema(text: string): JsonObject {
  const parsed = parseSchema(text);
  // The build wrote it.
  if ("reason" in parsed) throw new Error(`dist/interfaces is damaged: ${parsed.reason}`);
  return parsed.schema;
}
