import { basename } from "node:path";
import type { SchemaFault } from "../interfaces/interface.ts";
import type { ListedInterface } from "../interfaces/known-interfaces.ts";
import { tableOf } from "./table.ts";

/** `processor schema list`: one line an interface, then the faults of the hospital's files. */
export function listAsTable(interfaces: readonly ListedInterface[], faults: readonly SchemaFault[]): string {
  const rows = interfaces.map(
    ({ infno, name, kind, class: interfaceClass, lookWith, inputFields, outputFields, file }) => [
      infno,
      interfaceClass,
      kind,
      lookWith ?? "-",
      String(inputFields),
      String(outputFields),
      file === null ? name : `${name} (${basename(file)})`,
    ],
  );
  const table = tableOf([["code", "class", "kind", "look up with", "input", "output", "name"], ...rows]);
  return [table, ...faultLines(faults)].join("\n");
}

/** One line a fault: file, place and cause. */
export function faultLines(faults: readonly SchemaFault[]): readonly string[] {
  return faults.map(({ file, reason }) => `interfaces_folder: ${file}: ${reason}`);
}

/** `processor schema list --json`: the table's facts, in the words of the command line. */
export function listJson(interfaces: readonly ListedInterface[], faults: readonly SchemaFault[]): object {
  const rows = interfaces.map((entry) => ({
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
    file: entry.file,
  }));
  return { message: "", interfaces: rows, faults };
}
