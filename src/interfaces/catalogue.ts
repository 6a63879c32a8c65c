import { readCertainAsset } from "./asset.ts";
import type { InterfaceFacts } from "./interface.ts";

/** One interface in the index of all, which lists are made from without opening any interface. */
export interface CatalogueEntry extends InterfaceFacts {
  /** Fields that carry a value; a node counts as the fields in it. */
  readonly inputFields: number;
  readonly outputFields: number;
}

/** All interfaces, in the order of their codes. */
export function readCatalogue(): readonly CatalogueEntry[] {
  // The build writes the index in this form and nobody else does.
  return JSON.parse(readCertainAsset("index.json")) as CatalogueEntry[];
}

/** A row of medical_insurance_interfaces. */
export interface InterfaceRow {
  readonly interface_code: string;
  readonly name: string;
  readonly class: InterfaceFacts["class"];
  readonly reversible: boolean;
  readonly look_with: string | null;
  /** A JSON list of field names, or null. */
  readonly key_fields: string | null;
}

/** What the installation fills medical_insurance_interfaces with. */
export function interfaceRows(): readonly InterfaceRow[] {
  return readCatalogue().map(({ infno, name, class: interfaceClass, reversible, lookWith, keyFields }) => ({
    interface_code: infno,
    name,
    class: interfaceClass,
    reversible,
    look_with: lookWith,
    key_fields: keyFields === null ? null : JSON.stringify(keyFields),
  }));
}
