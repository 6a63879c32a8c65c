import type { Configuration } from "./config/configuration.ts";
import { ENVELOPE_FIELDS } from "./envelope.ts";
import type { Fault, Interface } from "./interfaces/interface.ts";
import type { JsonObject } from "./json-text.ts";
import type { InputInvalid, InterfaceUnknown } from "./outcome.ts";
import { normaliseRequest } from "./request.ts";

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
 * Normalises and validates an input. A fault found here never reaches the network.
 * @param known the interface, loaded once by who asks; undefined when nobody knows it
 */
export function prepareRequest(
  infno: string,
  known: Interface | undefined,
  inputData: string,
  { sdk, unknownInterfaces }: Pick<Configuration, "sdk" | "unknownInterfaces">,
): Prepared | InputInvalid | InterfaceUnknown {
  if (known === undefined && unknownInterfaces === "refuse") return { reason: "interface-unknown", infno };
  const envelopeFields = new Set([...ENVELOPE_FIELDS, ...Object.keys(sdk.envelope)]);
  const normalised = normaliseRequest(inputData, known ?? null, envelopeFields);
  if ("faults" in normalised) return { reason: "input-invalid", faults: normalised.faults };
  const { faults, warnings } = known?.validateInput(normalised.input) ?? { faults: [], warnings: [] };
  if (faults.length > 0) return { reason: "input-invalid", faults };
  return {
    reason: "prepared",
    input: normalised.input,
    fields: { ...sdk.envelope, ...normalised.overrides },
    warnings,
  };
}
