import type { ByteReader } from "./byte-reader.ts";
import { i32, u32, uintOf } from "./bytes.ts";

/** date, datetime and datetime2 are local times without a zone; a Date is the moment at which this machine's clock shows that time. */

const dayMs = 86_400_000;
const daysTo1900 = 693_595;
const daysTo1970 = 719_162;

interface Local {
  /** Days since 0001-01-01. */
  readonly day: number;
  readonly msOfDay: number;
}

export function readDatetime(reader: ByteReader): Date {
  const day = reader.i32() + daysTo1900;
  return toDate({ day, msOfDay: Math.round((reader.u32() * 10) / 3) });
}

export function writeDatetime(date: Date): Buffer {
  const { day, msOfDay } = toLocal(date);
  return Buffer.concat([i32(day - daysTo1900), u32(Math.round((msOfDay * 3) / 10))]);
}

export function readDatetime2(reader: ByteReader, scale: number): Date {
  const time = reader.uintOf(timeBytes(scale));
  const day = reader.uintOf(3);
  return toDate({ day, msOfDay: Math.floor(time * 10 ** (3 - scale)) });
}

export function writeDatetime2(date: Date, scale: number): Buffer {
  const { day, msOfDay } = toLocal(date);
  return Buffer.concat([uintOf(Math.floor(msOfDay * 10 ** (scale - 3)), timeBytes(scale)), uintOf(day, 3)]);
}

export function readDate(reader: ByteReader): Date {
  return toDate({ day: reader.uintOf(3), msOfDay: 0 });
}

export function writeDate(date: Date): Buffer {
  return uintOf(toLocal(date).day, 3);
}

function timeBytes(scale: number): number {
  if (scale <= 2) return 3;
  return scale <= 4 ? 4 : 5;
}

function toLocal(date: Date): Local {
  const asUtc = date.getTime() - date.getTimezoneOffset() * 60_000;
  const day = Math.floor(asUtc / dayMs);
  return { day: day + daysTo1970, msOfDay: asUtc - day * dayMs };
}

function toDate(local: Local): Date {
  const asUtc = new Date((local.day - daysTo1970) * dayMs + local.msOfDay);
  const date = new Date(0);
  date.setFullYear(asUtc.getUTCFullYear(), asUtc.getUTCMonth(), asUtc.getUTCDate());
  date.setHours(asUtc.getUTCHours(), asUtc.getUTCMinutes(), asUtc.getUTCSeconds(), asUtc.getUTCMilliseconds());
  return date;
}
