import { compileFunction } from "node:vm";
import type { JsonObject } from "../json-text.ts";
import { conform } from "./conform.ts";
import { faultsOf, type SchemaError } from "./faults.ts";
import { type FieldLabels, labelsAt } from "./field-labels.ts";
import { onlyGiven } from "./given.ts";
import type { Interface, InterfaceFacts } from "./interface.ts";
import type { Validation } from "./rule.ts";
import { warningsOf } from "./warnings.ts";

/** What the text of a compiled interface exports: see compile.ts, which writes it. */
interface CompiledInterface {
  readonly facts: InterfaceFacts;
  readonly labels: FieldLabels;
  /** The codes of the open code tables that the labels name. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  readonly validate: { (input: JsonObject): boolean; errors?: readonly SchemaError[] | null };
}

/**
 * Makes an interface of its compiled text, a script that assigns to `exports` and requires nothing.
 * @param name what a stack trace calls the script
 */
export function evaluateInterface(text: string, name: string): Interface {
  const exported: Partial<CompiledInterface> = {};
  compileFunction(text, ["exports"], { filename: name })(exported);
  // Only compile.ts writes such texts, and it always exports all four.
  const { facts, labels, tables, validate } = exported as CompiledInterface;
  return {
    ...facts,
    validateInput(input: JsonObject): Validation {
      const conformed = conform(input, labels);
      const given = onlyGiven(conformed.input);
      const errors = validate(given) ? [] : (validate.errors ?? []);
      return {
        input: conformed.input,
        faults: faultsOf(errors, labels),
        warnings: [...conformed.warnings, ...warningsOf(given, labels, tables)],
      };
    },
    hasField: (name) => Object.values(labels.fields ?? {}).some((node) => labelsAt(node, name) !== undefined),
  };
}
