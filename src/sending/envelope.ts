import type { JsonObject } from "../json-text.ts";

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
