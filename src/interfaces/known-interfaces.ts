import type { Profile } from "../config/profile.ts";
import { type CatalogueEntry, entryOf, readCatalogue } from "./catalogue.ts";
import { loadDocuments } from "./documents.ts";
import { type HospitalInterfaces, openHospitalInterfaces } from "./hospital-interfaces.ts";
import type { BrokenInterface, LoadInterface, SchemaFault } from "./interface.ts";
import { loadInterface } from "./load.ts";
import type { SchemaDocuments } from "./schema.ts";

/** An interface as it is described. */
export interface DescribedInterface {
  readonly documents: SchemaDocuments;
  /** The hospital's file that it comes from; null: it is built in. */
  readonly file: string | null;
}

export interface ListedInterface extends CatalogueEntry {
  readonly file: string | null;
}

/** The interfaces that a configuration knows: the hospital's own before the built-in ones. A broken file is broken for its own interface alone. */
export interface KnownInterfaces {
  readonly load: LoadInterface;
  readonly describe: (infno: string) => Promise<DescribedInterface | BrokenInterface | undefined>;
  /** In the order of their codes. */
  readonly list: () => Promise<{
    readonly interfaces: readonly ListedInterface[];
    /** Of the files that cannot be used. */
    readonly faults: readonly SchemaFault[];
  }>;
}

/**
 * @param folder the hospital's schemas; null: it has none
 * @returns the reason when the folder cannot be read
 */
export function knownInterfaces(
  folder: string | null,
  profile: Profile,
): KnownInterfaces | { readonly reason: string } {
  if (folder === null) return knownWith(NONE, profile);
  const own = openHospitalInterfaces(folder, profile);
  return "reason" in own ? own : knownWith(own, profile);
}

function knownWith(own: HospitalInterfaces, profile: Profile): KnownInterfaces {
  const load: LoadInterface = async (code) => (await own.load(code.toUpperCase())) ?? loadInterface(code, profile);

  async function describe(code: string): Promise<DescribedInterface | BrokenInterface | undefined> {
    const infno = code.toUpperCase();
    const made = await own.load(infno);
    if (made !== undefined && "reason" in made) return made;
    if (made !== undefined) return { documents: await own.documentsOf(infno), file: own.fileOf(infno) };
    const documents = loadDocuments(infno, profile);
    return documents === undefined ? undefined : { documents, file: null };
  }

  return {
    load,
    describe,
    async list() {
      const others = readCatalogue(profile).filter(({ infno }) => !own.infnos.includes(infno));
      const interfaces: ListedInterface[] = others.map((entry) => ({ ...entry, file: null }));
      const faults = [...own.strayFiles];
      for (const infno of own.infnos) {
        const described = await describe(infno);
        if (described !== undefined && "reason" in described) faults.push(...described.faults);
        else if (described !== undefined) interfaces.push({ ...entryOf(described.documents), file: described.file });
      }
      interfaces.sort((one, other) => (one.infno < other.infno ? -1 : 1));
      return { interfaces, faults };
    },
  };
}

const NONE: HospitalInterfaces = {
  infnos: [],
  strayFiles: [],
  fileOf: (infno) => infno,
  load: async () => undefined,
  documentsOf: async (infno) => {
    throw new Error(`${infno} has no file`);
  },
};
