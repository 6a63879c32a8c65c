import { join } from "node:path";
import type { Profile } from "../config/profile.ts";
import { messageOf } from "../error-text.ts";
import { evaluateInterface } from "./compiled.ts";
import { keepCompiled, keyOf, readCompiled } from "./compiled-cache.ts";
import { type BrokenInterface, INFNO, type Interface, type SchemaFault } from "./interface.ts";
import { jsonFilesIn, type OwnFiles, readOwnFiles } from "./own-files.ts";
import type { SchemaDocuments } from "./schema.ts";

/** A hospital's own schemas: `<infno>.json` changes, replaces or adds an interface, `common/*.json` definitions for them. */
export interface HospitalInterfaces {
  readonly infnos: readonly string[];
  /** Files that no interface has. */
  readonly strayFiles: readonly SchemaFault[];
  readonly fileOf: (infno: string) => string;
  /** Reads and compiles one interface and none of the others; undefined: it has no file. */
  readonly load: (infno: string) => Promise<Interface | BrokenInterface | undefined>;
  /** Of an interface that `load` has given. */
  readonly documentsOf: (infno: string) => Promise<SchemaDocuments>;
}

/**
 * @param profile whose interfaces the files change
 * @returns the reason when the folder cannot be read
 */
export function openHospitalInterfaces(
  folder: string,
  profile: Profile,
): HospitalInterfaces | { readonly reason: string } {
  const names = jsonFilesIn(folder);
  if (names === undefined) return { reason: `${folder}: the folder cannot be read` };
  const infnos = names.map((name) => name.replace(/\.json$/, "")).filter((infno) => INFNO.test(infno));

  return {
    infnos,
    strayFiles: names
      .filter((name) => !infnos.includes(name.replace(/\.json$/, "")))
      .map((file) => ({ file, reason: "the file must be named <infno>.json, such as 2201.json or 1306A.json" })),
    fileOf: (infno) => join(folder, `${infno}.json`),
    load: async (infno) => (infnos.includes(infno) ? load(folder, infno, profile) : undefined),
    async documentsOf(infno) {
      const { readOwnSchema } = await import("./generation/own-schema.ts");
      const read = readOwnSchema(readOwnFiles(folder, infno, profile));
      if ("faults" in read) throw new Error(`${infno}.json has changed meanwhile`);
      return read;
    },
  };
}

async function load(folder: string, infno: string, profile: Profile): Promise<Interface | BrokenInterface> {
  const broken = (faults: readonly SchemaFault[]): BrokenInterface => ({ reason: "interface-broken", infno, faults });
  let files: OwnFiles;
  try {
    files = readOwnFiles(folder, infno, profile);
  } catch (error) {
    return broken([{ file: `${infno}.json`, reason: `it cannot be read: ${messageOf(error)}` }]);
  }
  const key = keyOf(files);
  const known = readCompiled(folder, infno, key);
  if (known !== undefined) return evaluateInterface(known, `${infno}.json`);
  const { compileOwnSchema } = await import("./generation/own-schema.ts");
  const compiled = compileOwnSchema(files);
  if ("faults" in compiled) return broken(compiled.faults);
  keepCompiled(folder, infno, key, compiled.text);
  return evaluateInterface(compiled.text, `${infno}.json`);
}
