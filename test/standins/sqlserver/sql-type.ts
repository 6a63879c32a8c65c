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
    const number = toNumber(value);
    return number === undefined ? undefined : number !== 0;
  },
};

export const uniqueidentifier: SqlType<string> = {
  text: "uniqueidentifier",
  wire: { kind: "uniqueidentifier" },
  convert(value) {
    if (typeof value !== "string") return undefined;
    return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? value.toUpperCase() : undefined;
  },
};

export const datetime: SqlType<Date> = { text: "datetime", wire: { kind: "datetime" }, convert: toDate };

export function datetime2(scale: number): SqlType<Date> {
  return { text: `datetime2(${scale})`, wire: { kind: "datetime2", scale }, convert: toDate };
}

export function varchar(length: number | "max"): SqlType<string> {
  return {
    text: `varchar(${length})`,
    wire: { kind: "varchar", bytes: length },
    convert(value) {
      const text = toText(value);
      if (text === undefined) return undefined;
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
    case "decimal":
      return { text: "decimal", wire, convert: () => undefined };
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
  const [text] = typeof value === "string" ? (ISO_TIME.exec(value) ?? []) : [];
  const date = new Date(`${text}Z`);
  return text === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}

/** The one form that SQL Server reads alike under every language and date format. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?$/;
