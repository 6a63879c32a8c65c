import type { Configuration, ValidationSettings } from "../config/configuration.ts";
import type { Interface } from "../interfaces/interface.ts";
import type { JsonObject } from "../json-text.ts";
import type { InputFault } from "../outcome/input-fault.ts";
import type { InputInvalid, InterfaceUnknown } from "../outcome/outcome.ts";
import { ENVELOPE_FIELDS } from "./envelope-fields.ts";
import { type NormalisedInput, normaliseInput } from "./input-forms.ts";
import { byLevel, levelsFor } from "./levels.ts";

/** A request that may leave. */
export interface Prepared {
  readonly reason: "prepared";
  /** As the specification writes it. */
  readonly infno: string;
  readonly input: JsonObject;
  /** The envelope's fields: the configuration's with those of this call over them. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where the input is not as the specification wants it; sent all the same. */
  readonly warnings: readonly InputFault[];
}

/**
 * Normalises and validates an input. An input with a fault never reaches the network.
 * @param known the interface; undefined when neither the specification nor the hospital has it
 */
export function prepare(
  infno: string,
  known: Interface | undefined,
  inputData: string,
  { sdk, unknownInterfaces, validation }: Pick<Configuration, "sdk" | "unknownInterfaces" | "validation">,
): Prepared | InputInvalid | InterfaceUnknown {
  if (known === undefined && unknownInterfaces === "refuse") return { reason: "interface-unknown", infno };
  const checked = checkInput(inputData, known, Object.keys(sdk.envelope), validation);
  if ("faults" in checked) return { reason: "input-invalid", faults: checked.faults };
  const { input, overrides, warnings } = checked;
  return {
    reason: "prepared",
    infno: known?.infno ?? infno,
    input,
    fields: { ...sdk.envelope, ...overrides },
    warnings,
  };
}

interface Invalid {
  readonly faults: readonly InputFault[];
  readonly warnings: readonly InputFault[];
}

/**
 * Normalises and validates an input as a run does.
 * @param extraFields envelope fields that a configuration adds to those of the specification
 */
export function checkInput(
  inputData: string,
  known: Interface | undefined,
  extraFields: readonly string[],
  validation: ValidationSettings,
): NormalisedInput | Invalid {
  const envelopeFields = new Set([...ENVELOPE_FIELDS, ...extraFields]);
  const normalised = normaliseInput(inputData, known, envelopeFields, validation.maxCharacters);
  if ("faults" in normalised) return { faults: normalised.faults, warnings: [] };
  if (known === undefined) return normalised;
  const found = known.validateInput(normalised.input);
  const judged = byLevel(found.faults, levelsFor(known.infno, validation));
  const warnings = [...normalised.warnings, ...judged.warnings, ...found.warnings];
  return judged.faults.length > 0
    ? { faults: judged.faults, warnings }
    : { input: found.input, overrides: normalised.overrides, warnings };
}
