import { fromCodePage, toCodePage } from "./wire/code-page.ts";
import type { TypeInfo } from "./wire/type-info.ts";
import type { SqlValue } from "./wire/values.ts";

/** A declared type: how it reads in SQL, how it goes over the wire, and what becomes of a value that is put into it. */
export interface SqlType<T extends SqlValue = SqlValue> {
  readonly text: string;
  readonly wire: TypeInfo;
  /** Undefined where SQL Server reports error 8114; a text too long is cut, as in a procedure's parameter. */
  readonly convert: (value: Exclude<SqlValue, null>) => T | undefined;
}

export const int: SqlType<number> = {
  text: "int",
  wire: { kind: "integer", bytes: 4 },
  convert(value) {
    const number = typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : toNumber(value);
    return number !== undefined && number >= -(2 ** 31) && number < 2 ** 31 ? number : undefined;
  },
};

export const bit: SqlType<boolean> = {
  text: "bit",
  wire: { kind: "bit" },
  convert(value) {
    const number = BIT_WORDS.get(String(value).toLowerCase()) ?? toNumber(value);
    return number === undefined ? undefined : number !== 0;
  },
};

const BIT_WORDS = new Map([
  ["true", 1],
  ["false", 0],
  ["1", 1],
  ["0", 0],
]);

export const uniqueidentifier: SqlType<string> = {
  text: "uniqueidentifier",
  wire: { kind: "uniqueidentifier" },
  convert(value) {
    if (typeof value !== "string") return undefined;
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toUpperCase() : undefined;
  },
};

/** The day at its beginning. */
export const date: SqlType<Date> = {
  text: "date",
  wire: { kind: "date" },
  convert(value) {
    const time = toDate(value);
    return time && new Date(time.getFullYear(), time.getMonth(), time.getDate());
  },
};

export const datetime: SqlType<Date> = { text: "datetime", wire: { kind: "datetime" }, convert: toDate };

export function datetime2(scale: number): SqlType<Date> {
  return { text: `datetime2(${scale})`, wire: { kind: "datetime2", scale }, convert: toDate };
}

/** Its values are texts with `scale` digits after the point. */
export function decimal(precision: number, scale: number): SqlType<string> {
  return {
    text: `decimal(${precision}, ${scale})`,
    wire: { kind: "decimal", precision, scale },
    convert(value) {
      const text = typeof value === "string" ? value.trim() : String(toNumber(value));
      const [, sign = "", whole = "", fraction = ""] = DECIMAL.exec(text) ?? [];
      if (whole === "" && fraction === "") return undefined;
      // One digit more, by which the last is rounded.
      const digits = BigInt(`${whole}${fraction.padEnd(scale + 1, "0").slice(0, scale + 1)}`);
      const rounded = ((digits + 5n) / 10n).toString().padStart(scale + 1, "0");
      if (rounded.length > precision) return undefined;
      const minus = sign === "-" && /[1-9]/.test(rounded) ? "-" : "";
      return `${minus}${scale === 0 ? rounded : `${rounded.slice(0, -scale)}.${rounded.slice(-scale)}`}`;
    },
  };
}

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** A hash: its values are texts of hexadecimal digits. */
export function binary(bytes: number): SqlType<string> {
  return {
    text: `binary(${bytes})`,
    wire: { kind: "binary", bytes },
    convert: (value) => (typeof value === "string" ? value : undefined),
  };
}

/** What every code page has as it is; most values are nothing else. */
const ONE_BYTE_EACH = /^[ -~]*$/;

export function varchar(length: number | "max"): SqlType<string> {
  return {
    text: `varchar(${length})`,
    wire: { kind: "varchar", bytes: length },
    convert(value) {
      const text = toText(value);
      if (text === undefined) return undefined;
      if (ONE_BYTE_EACH.test(text)) return length === "max" ? text : text.slice(0, length);
      return fromCodePage(toCodePage(text).subarray(0, length === "max" ? undefined : length));
    },
  };
}

export function nvarchar(length: number | "max"): SqlType<string> {
  return {
    text: `nvarchar(${length})`,
    wire: { kind: "nvarchar", bytes: length === "max" ? "max" : length * 2 },
    convert(value) {
      const text = toText(value);
      return length === "max" ? text : text?.slice(0, length);
    },
  };
}

/** The type of a variable that a client declared by sending it. */
export function sqlTypeOf(wire: TypeInfo): SqlType {
  switch (wire.kind) {
    case "integer":
      return { ...int, text: `integer of ${wire.bytes} bytes`, wire };
    case "bit":
      return bit;
    case "uniqueidentifier":
      return uniqueidentifier;
    case "datetime":
      return datetime;
    case "datetime2":
      return datetime2(wire.scale);
    case "date":
      return date;
    case "decimal":
      return decimal(wire.precision, wire.scale);
    case "binary":
      return binary(wire.bytes);
    case "varchar":
      return varchar(wire.bytes);
    case "ntext":
      return nvarchar("max");
    case "nvarchar":
      return nvarchar(wire.bytes === "max" ? "max" : wire.bytes / 2);
  }
}

function toNumber(value: Exclude<SqlValue, null>): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

function toText(value: Exclude<SqlValue, null>): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
}

function toDate(value: Exclude<SqlValue, null>): Date | undefined {
  if (value instanceof Date) return value;
  return typeof value === "string" ? localTimeOf(value) : undefined;
}

/** The forms of a time as text that SQL Server reads alike under English and Chinese: 2026-11-26, 20261126, each with a time of day. */
const TIME = /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?$/;

function localTimeOf(text: string): Date | undefined {
  const [, year, , month, day, hour = "0", minute = "0", second = "0", fraction = ""] = TIME.exec(text.trim()) ?? [];
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number);
  const time = new Date(y ?? 0, (mo ?? 0) - 1, d, h, mi, s, milliseconds);
  const isReal =
    time.getMonth() + 1 === mo && time.getDate() === d && (h ?? 24) < 24 && (mi ?? 60) < 60 && (s ?? 60) < 60;
  return isReal ? time : undefined;
}
