import type { JsonObject } from "../json-text.ts";

/** What a value must be, with the limit that was exceeded. The last five are warnings only. */
export type Rule =
  | { readonly keyword: "required" }
  | { readonly keyword: "filled" }
  | { readonly keyword: "any-filled"; readonly fields: readonly string[] }
  | { readonly keyword: "type"; readonly types: readonly string[] }
  | { readonly keyword: "max-length"; readonly limit: number }
  | { readonly keyword: "decimal"; readonly precision: number | null; readonly scale: number | null }
  | { readonly keyword: "format"; readonly format: string }
  | { readonly keyword: "codes"; readonly codes: readonly string[] }
  | { readonly keyword: "schema"; readonly word: string }
  | { readonly keyword: "unknown-field" }
  | { readonly keyword: "unknown-code"; readonly table: string }
  | { readonly keyword: "expected" }
  | { readonly keyword: "written-as-text" }
  | { readonly keyword: "fields-not-known" };

/** A rule that a value breaks. It never contains the value, which may be a patient's. */
export interface Fault {
  /** data.psn_no or diseinfo[0].diag_code; empty when the input as a whole is meant. */
  readonly path: string;
  /** The path for the terminal and the log. A key that the interface does not have may be a person's data: it is not named. */
  readonly place: string;
  /** The Chinese name of the field; empty for a field that the interface does not have. */
  readonly label: string;
  readonly rule: Rule;
}

export interface Validation {
  /** The input as the specification writes it: what is sent. */
  readonly input: JsonObject;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** `yyyy-MM-dd[ HH:mm:ss]` is two formats: with the part in brackets and without it. */
export function formatsOf(format: string): readonly string[] {
  const start = format.indexOf("[");
  return start === -1 ? [format] : [format.slice(0, start), format.replace("[", "").replace("]", "")];
}
