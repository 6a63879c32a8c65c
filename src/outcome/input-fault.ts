import type { Fault } from "../interfaces/rule.ts";

/** What is wrong with the form of @input_data, before any interface's own rules. */
export type FormRule =
  | { readonly keyword: "empty" }
  | { readonly keyword: "not-json" }
  | { readonly keyword: "not-object" }
  | { readonly keyword: "too-deep"; readonly limit: number }
  | { readonly keyword: "too-many-objects"; readonly limit: number }
  | { readonly keyword: "too-long"; readonly limit: number; readonly length: number }
  | { readonly keyword: "duplicate-key" }
  | { readonly keyword: "inexact-number"; readonly text: string }
  | { readonly keyword: "fixed-envelope-field" }
  | { readonly keyword: "unknown-envelope-field" }
  | { readonly keyword: "envelope-field-not-text" }
  | { readonly keyword: "mixed-forms"; readonly nodes: readonly string[]; readonly fields: readonly string[] };

export interface FormFault {
  /** Empty when the input as a whole is meant. */
  readonly path: string;
  /** The path for the terminal and the log: of what HIS wrote it has only names that the program knows. */
  readonly place: string;
  readonly form: FormRule;
}

export type InputFault = Fault | FormFault;

/** The Chinese name of the field; empty when there is none. */
export function labelOf(fault: InputFault): string {
  return "form" in fault ? "" : fault.label;
}

/** The rule that is broken, in one word for the log. */
export function keywordOf(fault: InputFault): string {
  return "form" in fault ? fault.form.keyword : fault.rule.keyword;
}
