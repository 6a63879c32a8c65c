import { type ByteReader, MalformedStream } from "./byte-reader.ts";
import { u8, u16, u32, u64 } from "./bytes.ts";
import { fromCodePage, toCodePage } from "./code-page.ts";
import { readGuid, writeGuid } from "./guid.ts";
import { readDate, readDatetime, readDatetime2, writeDate, writeDatetime, writeDatetime2 } from "./local-time.ts";
import type { TypeInfo } from "./type-info.ts";

/** A value of a column or parameter: bigint for an 8-byte integer, text for a decimal or a hash, a Date in local time for a datetime or date. */
export type SqlValue = null | boolean | number | bigint | string | Date;

const nullText = 0xffff;
const nullNtext = 0xffffffff;
const nullPlp = 0xffffffffffffffffn;
const decimalBytes = 17;

/** Reads a value and says null where the stream does; the type was read before it. */
export function readValue(reader: ByteReader, type: TypeInfo): SqlValue {
  if (type.kind === "varchar" || type.kind === "nvarchar") {
    const bytes = type.bytes === "max" ? readChunks(reader) : readText(reader);
    if (bytes === null) return null;
    return type.kind === "varchar" ? fromCodePage(bytes) : bytes.toString("utf16le");
  }
  if (type.kind === "ntext") return readNtext(reader);
  if (type.kind === "binary") throw new MalformedStream("binary is not read here");
  const length = reader.u8();
  if (length === 0) return null;
  switch (type.kind) {
    case "integer":
      return readInteger(reader, length);
    case "bit":
      return reader.u8() !== 0;
    case "uniqueidentifier":
      return readGuid(reader.bytes(16));
    case "datetime":
      return readDatetime(reader);
    case "date":
      return readDate(reader);
    case "datetime2":
      return readDatetime2(reader, type.scale);
    case "decimal":
      return readDecimal(reader.bytes(length), type.scale);
  }
}

/** Writes a value that `convert` has made fit the type. */
export function writeValue(value: SqlValue, type: TypeInfo): Buffer {
  if (type.kind === "varchar" || type.kind === "nvarchar") {
    if (value === null) return type.bytes === "max" ? u64(nullPlp) : u16(nullText);
    const bytes = type.kind === "varchar" ? toCodePage(String(value)) : Buffer.from(String(value), "utf16le");
    return type.bytes === "max" ? writeChunks(bytes) : Buffer.concat([u16(bytes.length), bytes]);
  }
  if (type.kind === "ntext") return writeValue(value, { kind: "nvarchar", bytes: "max" });
  if (type.kind === "binary") {
    return value === null ? u16(nullText) : Buffer.concat([u16(type.bytes), Buffer.from(String(value), "hex")]);
  }
  if (value === null) return u8(0);
  const bytes = writeFixed(value, type);
  return Buffer.concat([u8(bytes.length), bytes]);
}

function writeFixed(value: Exclude<SqlValue, null>, type: TypeInfo): Buffer {
  if (type.kind === "bit") return u8(value === true ? 1 : 0);
  if (type.kind === "integer" && typeof value === "bigint") return writeInteger(value, type.bytes);
  if (type.kind === "integer" && typeof value === "number") return writeInteger(BigInt(value), type.bytes);
  if (type.kind === "uniqueidentifier") return writeGuid(String(value));
  if (type.kind === "datetime" && value instanceof Date) return writeDatetime(value);
  if (type.kind === "date" && value instanceof Date) return writeDate(value);
  if (type.kind === "datetime2" && value instanceof Date) return writeDatetime2(value, type.scale);
  if (type.kind === "decimal") return writeDecimal(String(value), type.scale);
  throw new TypeError(`${String(value)} cannot be written as ${type.kind}`);
}

function readText(reader: ByteReader): Buffer | null {
  const length = reader.u16();
  return length === nullText ? null : reader.bytes(length);
}

function readNtext(reader: ByteReader): string | null {
  const length = reader.u32();
  return length === nullNtext ? null : reader.bytes(length).toString("utf16le");
}

/** Reads a "partially length-prefixed" value: its total length, known or not, then chunks up to an empty one (MS-TDS 2.2.5.2.3). */
function readChunks(reader: ByteReader): Buffer | null {
  if (reader.u64() === nullPlp) return null;
  const chunks: Buffer[] = [];
  for (let length = reader.u32(); length !== 0; length = reader.u32()) chunks.push(reader.bytes(length));
  return Buffer.concat(chunks);
}

function writeChunks(bytes: Buffer): Buffer {
  const chunk = bytes.length === 0 ? [] : [u32(bytes.length), bytes];
  return Buffer.concat([u64(BigInt(bytes.length)), ...chunk, u32(0)]);
}

function readInteger(reader: ByteReader, length: number): number | bigint {
  switch (length) {
    case 1:
      return reader.u8();
    case 2:
      return reader.i16();
    case 4:
      return reader.i32();
    case 8:
      return reader.i64();
    default:
      throw new MalformedStream(`an integer of ${length} bytes`);
  }
}

function writeInteger(value: bigint, length: number): Buffer {
  return u64(BigInt.asUintN(64, value)).subarray(0, length);
}

function readDecimal(bytes: Buffer, scale: number): string {
  const magnitude = BigInt(`0x0${Buffer.from(bytes.subarray(1)).reverse().toString("hex")}`);
  const digits = magnitude.toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return (bytes.readUInt8() === 0 ? "-" : "") + (scale === 0 ? whole : `${whole}.${digits.slice(-scale)}`);
}

function writeDecimal(text: string, scale: number): Buffer {
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const magnitude = BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
  const bytes = Buffer.alloc(decimalBytes);
  bytes.writeUInt8(text.startsWith("-") ? 0 : 1);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, magnitude), 1);
  bytes.writeBigUInt64LE(magnitude >> 64n, 9);
  return bytes;
}
