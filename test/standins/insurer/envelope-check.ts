import { type Envelope, isRecord } from "./seen.ts";

interface Field {
  readonly name: string;
  /** Characters at most (table of the request envelope). */
  readonly length: number;
  readonly required: boolean;
  readonly form?: RegExp;
}

const region = /^\d{6}$/;
const fields: readonly Field[] = [
  { name: "infno", length: 6, required: true, form: /^\d{4,6}[A-Z]?$/ },
  { name: "msgid", length: 30, required: true },
  { name: "mdtrtarea_admvs", length: 6, required: true, form: region },
  { name: "insuplc_admdvs", length: 6, required: false, form: region },
  { name: "recer_sys_code", length: 10, required: true },
  { name: "dev_no", length: 100, required: false },
  { name: "dev_safe_info", length: 2000, required: false },
  { name: "cainfo", length: 1024, required: false },
  { name: "signtype", length: 10, required: false },
  { name: "infver", length: 6, required: true },
  { name: "opter_type", length: 3, required: true, form: /^[123]$/ },
  { name: "opter", length: 30, required: true },
  { name: "opter_name", length: 50, required: true },
  { name: "inf_time", length: 19, required: true },
  { name: "fixmedins_code", length: 12, required: true },
  { name: "fixmedins_name", length: 200, required: true },
  { name: "sign_no", length: 30, required: false },
];
const maximalInput = 40_000;

/** Reads a body as the interface platform does: UTF-8 without a byte order mark, one JSON object. */
export function parseEnvelope(rawBody: Buffer): Envelope | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(rawBody);
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Says everything that is wrong with an envelope; an empty list means that it is right. */
export function faultsOfEnvelope(envelope: Envelope, apiName: string, fixmedins_code: string): readonly string[] {
  const faults = fields.flatMap((field) => faultsOfField(envelope[field.name], field));
  if (envelope.infno !== apiName) faults.push("infno与请求头_api_name不一致");
  if (envelope.fixmedins_code !== fixmedins_code) faults.push("fixmedins_code不是本机构编号");
  if (!isMsgid(envelope.msgid, fixmedins_code)) faults.push("msgid格式错误");
  if (!isDateTime(envelope.inf_time)) faults.push("inf_time格式错误");
  return [...faults, ...faultsOfInput(envelope)];
}

function faultsOfField(value: unknown, field: Field): string[] {
  if (value === undefined || value === "") return field.required ? [`${field.name}不能为空`] : [];
  if (typeof value !== "string") return [`${field.name}不是字符串`];
  if ([...value].length > field.length) return [`${field.name}超过${field.length}位`];
  return field.form === undefined || field.form.test(value) ? [] : [`${field.name}格式错误`];
}

function faultsOfInput(envelope: Envelope): readonly string[] {
  const { input } = envelope;
  if (!isRecord(input)) return ["input不能为空"];
  const faults: string[] = [];
  if (JSON.stringify(input).length > maximalInput) faults.push(`input超过${maximalInput}字符`);
  if (carries(input, "psn_no") && (envelope.insuplc_admdvs ?? "") === "") faults.push("insuplc_admdvs不能为空");
  return faults;
}

function carries(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((item) => carries(item, name));
  if (!isRecord(value)) return false;
  return name in value || Object.values(value).some((item) => carries(item, name));
}

/** msgid = fixmedins_code (12) + yyyyMMddHHmmss (14) + a sequence of 4 digits. */
function isMsgid(value: unknown, fixmedins_code: string): boolean {
  if (typeof value !== "string" || value.length !== 30 || !value.startsWith(fixmedins_code)) return false;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{4}$/.exec(value.slice(12)) ?? [];
  return isDateTime(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
}

function isDateTime(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) return false;
  // Read as UTC and written back, so that 30 February and 24:00:00 do not pass as other moments.
  const moment = new Date(`${value.replace(" ", "T")}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 19).replace("T", " ") === value;
}
