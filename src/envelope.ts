import type { JsonObject } from "./json-text.ts";

/**
 * Envelope fields that a call may set beside `input`, besides those of the configuration.
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

export interface EnvelopeFacts {
  readonly infno: string;
  readonly msgid: string;
  /** yyyy-MM-dd HH:mm:ss */
  readonly infTime: string;
  readonly fixmedinsCode: string;
  /** The configuration's envelope fields, with those of this call over them. */
  readonly fields: Readonly<Record<string, string>>;
  readonly input: JsonObject;
}

/** The request's bytes, serialised once: what is kept, signed and sent are the same bytes. */
export function serialiseEnvelope(facts: EnvelopeFacts): Buffer {
  const envelope = {
    infno: facts.infno,
    msgid: facts.msgid,
    ...facts.fields,
    inf_time: facts.infTime,
    fixmedins_code: facts.fixmedinsCode,
    input: facts.input,
  };
  return Buffer.from(JSON.stringify(envelope), "utf8");
}
