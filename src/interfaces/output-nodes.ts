import { type Field, fieldOf } from "./field.ts";
import type { SchemaDocuments } from "./schema.ts";

/** An object of the output, or a list of rows, with fields that carry a value. */
export interface OutputNode {
  /** The keys below `output` that lead to it; empty when the output itself has fields. */
  readonly keys: readonly string[];
  readonly label: string;
  readonly fields: readonly Field[];
}

/** The name of a node in medical_insurance_fields. */
export function nodeName({ keys }: Pick<OutputNode, "keys">): string {
  return keys.length === 0 ? "output" : keys.join(".");
}

/** The nodes that an interface's specification promises in its output, outer ones first. */
export function outputNodesOf(documents: SchemaDocuments): readonly OutputNode[] {
  const output = fieldOf(documents, "output");
  return output === undefined ? [] : nodesBelow(output, []);
}

function nodesBelow({ label, fields }: Field, keys: readonly string[]): readonly OutputNode[] {
  const leaves = fields.filter((field) => field.fields.length === 0);
  const inner = fields.filter((field) => field.fields.length > 0);
  return [
    ...(leaves.length === 0 ? [] : [{ keys, label, fields: leaves }]),
    ...inner.flatMap((field) => nodesBelow(field, [...keys, field.code])),
  ];
}

/** A row of medical_insurance_fields, without its interface. */
export interface OutputLabel {
  readonly node: string;
  readonly field: string;
  readonly label: string;
}

export function outputLabelsOf(documents: SchemaDocuments): readonly OutputLabel[] {
  return outputNodesOf(documents).flatMap((node) =>
    node.fields.map(({ code, label }) => ({ node: nodeName(node), field: code, label })),
  );
}
