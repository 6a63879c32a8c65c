import { jsonReply, type Reply } from "./reply.ts";
import type { Envelope } from "./seen.ts";

/** Where and when an envelope answers: what its running numbers and times are made of. */
export interface Moment {
  readonly receivedAt: Date;
  readonly repliedAt: Date;
  /** Counts the stand-in's replies, from 1. */
  readonly sequence: number;
}

export interface EnvelopeFields {
  /** A number or a text: the platform sends both. */
  readonly infcode: number | string;
  readonly err_msg: string | null;
  /** JSON text, so that amounts keep their digits. */
  readonly output: string;
}

/** The reply envelope of the interface platform as text, keys in the specification's order. */
export function envelopeText(asked: Envelope | undefined, moment: Moment, fields: EnvelopeFields): string {
  const region = typeof asked?.mdtrtarea_admvs === "string" ? asked.mdtrtarea_admvs : "000000";
  const replied = digitsOf(moment.repliedAt);
  const inf_refmsgid = `${region}${replied.slice(0, 14)}${String(moment.sequence).padStart(10, "0")}`;
  const members = [
    `"infcode":${JSON.stringify(fields.infcode)}`,
    `"inf_refmsgid":${JSON.stringify(inf_refmsgid)}`,
    `"refmsg_time":"${digitsOf(moment.receivedAt)}"`,
    `"respond_time":"${replied}"`,
    `"err_msg":${JSON.stringify(fields.err_msg)}`,
    `"output":${fields.output}`,
  ];
  return `{${members.join(",")}}`;
}

export function envelopeReply(asked: Envelope | undefined, moment: Moment, fields: EnvelopeFields): Reply {
  return jsonReply(200, envelopeText(asked, moment, fields));
}

/** A refusal by the platform's core: infcode -1 and a text. */
export function refusalReply(asked: Envelope | undefined, moment: Moment, err_msg: string): Reply {
  return envelopeReply(asked, moment, { infcode: -1, err_msg, output: "null" });
}

/** yyyyMMddHHmmssSSS in local time, as refmsg_time and respond_time want it. */
function digitsOf(moment: Date): string {
  return dateTimeOf(moment).replace(/\D/g, "") + String(moment.getMilliseconds()).padStart(3, "0");
}

/** yyyy-MM-dd HH:mm:ss in local time. */
export function dateTimeOf(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace("T", " ");
}
