import type { JsonObject } from "../json-text.ts";
import type { Validation } from "./rule.ts";

/** Four to six digits and at most one letter: 1101, 1306A, 100001. Nothing else ever names a file. */
export const INFNO = /^\d{4,6}[A-Z]?$/;

/** What may be done after an unknown outcome: A is sent again, B and C never without a person's confirmation. */
export type InterfaceClass = "A" | "B" | "C";

export const INTERFACE_KINDS = [
  "query",
  "trial",
  "audit",
  "reconciliation",
  "upload",
  "register",
  "settlement",
  "cancel",
  "reversal",
  "payment",
  "prescription",
  "notice",
  "identity",
  "sign",
  "file",
] as const;

export type InterfaceKind = (typeof INTERFACE_KINDS)[number];

/** What is known of an interface besides its fields. */
export interface InterfaceFacts {
  readonly infno: string;
  readonly name: string;
  readonly kind: InterfaceKind;
  readonly class: InterfaceClass;
  /** 2601 may reverse it. */
  readonly reversible: boolean;
  /** The interface with which a lost outcome is looked up. */
  readonly lookWith: string | null;
  /** The fields by which a person recognises the business: psn_no, mdtrt_id, setl_id, chrg_bchno. */
  readonly businessKeys: readonly string[];
  /**
   * The fields whose values together name one business act: while a request with the same values is open or of unknown outcome,
   * another one is not sent. Empty: each request is an act of its own. Null: the whole text of the input names the act.
   */
  readonly keyFields: readonly string[] | null;
  /** The keys directly under `input`; empty when fields are there instead. */
  readonly nodes: readonly string[];
  /** The nodes that are always lists of rows. */
  readonly listNodes: readonly string[];
  /** The specification gives the reply an output with fields. */
  readonly promisesOutput: boolean;
  /** A file travels inside the input, so the envelope's limit on its length does not hold. */
  readonly carriesFile: boolean;
}

export interface Interface extends InterfaceFacts {
  /** Checks the wrapped form and writes it as it will be in the envelope's `input`. */
  validateInput(input: JsonObject): Validation;
  /** Whether one of the nodes has a field of this name. */
  hasField(name: string): boolean;
}

/** What is wrong in a file of a hospital's own schemas. */
export interface SchemaFault {
  readonly file: string;
  /** Begins with the place in the file, where there is one. */
  readonly reason: string;
}

/** The hospital has a file for the interface, which cannot be used: nothing is sent with the built-in one instead. */
export interface BrokenInterface {
  readonly reason: "interface-broken";
  readonly infno: string;
  readonly faults: readonly SchemaFault[];
}

type Loaded = Interface | BrokenInterface | undefined;

/** Finds an interface by its code; undefined when it is not known. */
export type LoadInterface = (infno: string) => Loaded | Promise<Loaded>;

/** A row's class and its schema's may differ where a hospital has schemas of its own: the stricter one holds. */
export function stricterClass(one: InterfaceClass, other: InterfaceClass): InterfaceClass {
  return one > other ? one : other;
}
