import type { Profile } from "../config/profile.ts";
import { readCertainAsset } from "./asset.ts";
import { type Field, fieldOf } from "./field.ts";
import type { InterfaceFacts } from "./interface.ts";
import { type LookUpInput, lookUpInputOf } from "./look-up-input.ts";
import { type OutputLabel, outputLabelsOf } from "./output-nodes.ts";
import { readFacts } from "./read-facts.ts";
import type { SchemaDocuments } from "./schema.ts";

/** One interface in the index of all, which lists are made from without opening any interface. */
export interface CatalogueEntry extends InterfaceFacts {
  /** Fields that carry a value; a node counts as the fields in it. */
  readonly inputFields: number;
  readonly outputFields: number;
  readonly outputLabels: readonly OutputLabel[];
  /** Of a query: with what it is asked about a request of unknown outcome. */
  readonly lookUpInput: LookUpInput | null;
}

/** All interfaces of a profile, in the order of their codes. */
export function readCatalogue(profile: Profile = "hunan"): readonly CatalogueEntry[] {
  // The build writes the index in this form and nobody else does.
  return JSON.parse(readCertainAsset(`${profile}/index.json`)) as CatalogueEntry[];
}

/** The entry of an interface whose schema has been compiled. */
export function entryOf(documents: SchemaDocuments): CatalogueEntry {
  const facts = readFacts(documents);
  if ("reasons" in facts) throw new Error(facts.reasons.join("; "));
  return {
    ...facts,
    inputFields: count(fieldOf(documents, "input")),
    outputFields: count(fieldOf(documents, "output")),
    outputLabels: outputLabelsOf(documents),
    lookUpInput: facts.class === "A" || facts.kind === "reconciliation" ? lookUpInputOf(documents, facts) : null,
  };
}

function count(field: Field | undefined): number {
  return (field?.fields ?? []).reduce((sum, below) => sum + (below.fields.length === 0 ? 1 : count(below)), 0);
}

/** A row of medical_insurance_interfaces, and those of medical_insurance_fields that belong to it. */
export interface InterfaceRow {
  readonly interface_code: string;
  readonly name: string;
  readonly class: InterfaceFacts["class"];
  readonly reversible: boolean;
  readonly look_with: string | null;
  /** With what it is asked, as JSON (LookUpInput), or null. */
  readonly look_input: string | null;
  /** A JSON list of field names, or null. */
  readonly key_fields: string | null;
  readonly output_labels: readonly OutputLabel[];
}

/** What the installation fills medical_insurance_interfaces and medical_insurance_fields with. */
export function interfaceRows(interfaces: readonly CatalogueEntry[] = readCatalogue()): readonly InterfaceRow[] {
  const byCode = new Map(interfaces.map((entry) => [entry.infno, entry]));
  return interfaces.map(({ infno, name, class: interfaceClass, reversible, lookWith, keyFields, outputLabels }) => {
    const lookUpInput = lookWith === null ? undefined : byCode.get(lookWith)?.lookUpInput;
    return {
      interface_code: infno,
      name,
      class: interfaceClass,
      reversible,
      look_with: lookWith,
      look_input: lookUpInput ? JSON.stringify(lookUpInput) : null,
      key_fields: keyFields === null ? null : JSON.stringify(keyFields),
      output_labels: outputLabels,
    };
  });
}
