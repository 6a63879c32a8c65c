import type { CatalogueEntry } from "../interfaces/catalogue.ts";
import { tableOf } from "./table.ts";

/** `processor schema list`: one line an interface. */
export function listAsTable(catalogue: readonly CatalogueEntry[]): string {
  const rows = catalogue.map(({ infno, name, kind, class: interfaceClass, lookWith, inputFields, outputFields }) => [
    infno,
    interfaceClass,
    kind,
    lookWith ?? "-",
    String(inputFields),
    String(outputFields),
    name,
  ]);
  return tableOf([["code", "class", "kind", "look up with", "input", "output", "name"], ...rows]);
}

/** `processor schema list --json`: the table's facts, in the words of the command line. */
export function listAsJson(catalogue: readonly CatalogueEntry[]): string {
  const rows = catalogue.map((entry) => ({
    code: entry.infno,
    name: entry.name,
    kind: entry.kind,
    class: entry.class,
    reversible: entry.reversible,
    look_with: entry.lookWith,
    business_keys: entry.businessKeys,
    key_fields: entry.keyFields,
    nodes: entry.nodes,
    input_fields: entry.inputFields,
    output_fields: entry.outputFields,
  }));
  return JSON.stringify(rows, null, 2);
}
