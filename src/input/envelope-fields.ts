import { isGiven } from "../interfaces/given.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";
import type { FormFault, FormRule } from "../outcome/input-fault.ts";

/**
 * Envelope fields that a call may set next to `input`; they replace those of the configuration.
 * Source: the request envelope of the interface specification V1.1.27.
 */
export const ENVELOPE_FIELDS: readonly string[] = [
  "mdtrtarea_admvs",
  "insuplc_admdvs",
  "recer_sys_code",
  "dev_no",
  "dev_safe_info",
  "cainfo",
  "signtype",
  "infver",
  "opter_type",
  "opter",
  "opter_name",
  "fixmedins_name",
  "sign_no",
];

/** Filled in by the processor; HIS may not set them. */
const FIXED_FIELDS: ReadonlySet<string> = new Set(["infno", "msgid", "inf_time", "fixmedins_code"]);

type Split = { input: JsonObject; overrides: Record<string, string> } | { faults: readonly FormFault[] };

/** Takes the envelope fields from the third form; the other two have none. An empty field leaves the configuration's. */
export function splitEnvelope(value: JsonObject, nodes: readonly string[], envelopeFields: ReadonlySet<string>): Split {
  const inner = value.input;
  if (!isJsonObject(inner) || !isEnvelopeForm(value, inner, nodes)) return { input: value, overrides: {} };
  const overrides: Record<string, string> = {};
  const faults: FormFault[] = [];
  for (const [index, [name, field]] of Object.entries(value).entries()) {
    if (name === "input" || !isGiven(field)) continue;
    const rule = envelopeRule(name, field, envelopeFields);
    const place = rule?.keyword === "unknown-envelope-field" ? `key ${index + 1}` : name;
    if (rule === null) overrides[name] = String(field);
    else faults.push({ path: name, place, form: rule });
  }
  return faults.length > 0 ? { faults } : { input: inner, overrides };
}

/** Ten interfaces have a node named `input`; for those an `input` alone is that node, unless another `input` is in it. */
function isEnvelopeForm(value: JsonObject, inner: JsonObject, nodes: readonly string[]): boolean {
  return !nodes.includes("input") || Object.keys(value).length > 1 || isJsonObject(inner.input);
}

function envelopeRule(name: string, field: JsonValue, envelopeFields: ReadonlySet<string>): FormRule | null {
  if (FIXED_FIELDS.has(name)) return { keyword: "fixed-envelope-field" };
  if (!envelopeFields.has(name)) return { keyword: "unknown-envelope-field" };
  return typeof field === "string" || Number.isSafeInteger(field) ? null : { keyword: "envelope-field-not-text" };
}
