import type { Configuration } from "../config/configuration.ts";
import type { Interface } from "../interfaces/interface.ts";
import type { Fault } from "../interfaces/rule.ts";
import type { JsonObject } from "../json-text.ts";
import type { InputFault } from "../outcome/input-fault.ts";
import type { InputInvalid, InterfaceUnknown } from "../outcome/outcome.ts";
import { ENVELOPE_FIELDS } from "./envelope-fields.ts";
import { type NormalisedInput, normaliseInput } from "./input-forms.ts";

/** A request that may leave. */
export interface Prepared {
  readonly reason: "prepared";
  readonly input: JsonObject;
  /** The envelope's fields: the configuration's with those of this call over them. */
  readonly fields: Readonly<Record<string, string>>;
  /** What the specification does not know; sent all the same. */
  readonly warnings: readonly Fault[];
}

/**
 * Normalises and validates an input. An input with a fault never reaches the network.
 * @param known the interface; undefined when neither the specification nor the hospital has it
 */
export function prepare(
  infno: string,
  known: Interface | undefined,
  inputData: string,
  { sdk, unknownInterfaces }: Pick<Configuration, "sdk" | "unknownInterfaces">,
): Prepared | InputInvalid | InterfaceUnknown {
  if (known === undefined && unknownInterfaces === "refuse") return { reason: "interface-unknown", infno };
  const checked = checkInput(inputData, known, Object.keys(sdk.envelope));
  if ("faults" in checked) return { reason: "input-invalid", faults: checked.faults };
  const { input, overrides, warnings } = checked;
  return { reason: "prepared", input, fields: { ...sdk.envelope, ...overrides }, warnings };
}

interface Valid extends NormalisedInput {
  readonly warnings: readonly Fault[];
}

interface Invalid {
  readonly faults: readonly InputFault[];
  readonly warnings: readonly Fault[];
}

/**
 * Normalises and validates an input as a run does.
 * @param extraFields envelope fields that a configuration adds to those of the specification
 */
export function checkInput(
  inputData: string,
  known: Interface | undefined,
  extraFields: readonly string[],
): Valid | Invalid {
  const normalised = normaliseInput(inputData, known ?? null, new Set([...ENVELOPE_FIELDS, ...extraFields]));
  if ("faults" in normalised) return { faults: normalised.faults, warnings: [] };
  const { faults, warnings } = known?.validateInput(normalised.input) ?? { faults: [], warnings: [] };
  return faults.length > 0 ? { faults, warnings } : { ...normalised, warnings };
}
