import type { SqlError } from "../sql-error.ts";
import { i32, longText, shortText, u8, u16, u32, u64 } from "./bytes.ts";
import { collation } from "./code-page.ts";
import { type TypeInfo, writeTypeInfo } from "./type-info.ts";
import { type SqlValue, writeValue } from "./values.ts";

/** The tokens of a server's answer (MS-TDS 2.2.7). */

export interface WireColumn {
  readonly name: string;
  readonly type: TypeInfo;
}

const serverName = "STANDIN";
const nullable = 0x0001;

export function columnMetadata(columns: readonly WireColumn[]): Buffer {
  const described = columns.map((column) =>
    Buffer.concat([u32(0), u16(nullable), writeTypeInfo(column.type), shortText(column.name)]),
  );
  return Buffer.concat([u8(0x81), u16(columns.length), ...described]);
}

export function row(columns: readonly WireColumn[], values: readonly SqlValue[]): Buffer {
  return Buffer.concat([u8(0xd1), ...columns.map((column, index) => writeValue(values[index] ?? null, column.type))]);
}

export function returnStatus(status: number): Buffer {
  return Buffer.concat([u8(0x79), i32(status)]);
}

export function returnValue(ordinal: number, name: string, type: TypeInfo, value: SqlValue): Buffer {
  const head = Buffer.concat([
    u8(0xac),
    u16(ordinal),
    shortText(name === "" ? "" : `@${name}`),
    u8(1),
    u32(0),
    u16(nullable),
  ]);
  return Buffer.concat([head, writeTypeInfo(type), writeValue(value, type)]);
}

/** How a statement, a statement in a procedure, or a procedure ended. */
export function done(
  of: "statement" | "inProcedure" | "procedure",
  facts: { readonly more?: boolean; readonly failed?: boolean; readonly cancelled?: boolean; readonly rows?: number },
): Buffer {
  const token = { statement: 0xfd, procedure: 0xfe, inProcedure: 0xff }[of];
  const status =
    (facts.more ? 0x01 : 0) |
    (facts.failed ? 0x02 : 0) |
    (facts.rows === undefined ? 0 : 0x10) |
    (facts.cancelled ? 0x20 : 0);
  return Buffer.concat([u8(token), u16(status), u16(0), u64(BigInt(facts.rows ?? 0))]);
}

export function error(fault: SqlError): Buffer {
  return withLength(0xaa, message(fault));
}

export function info(number: number, text: string): Buffer {
  return withLength(0xab, message({ number, text, state: 2, severity: 0, procedure: "", line: 1 }));
}

function message(fault: SqlError): Buffer {
  const head = Buffer.concat([i32(fault.number), u8(fault.state), u8(fault.severity), longText(fault.text)]);
  return Buffer.concat([head, shortText(serverName), shortText(fault.procedure), u32(fault.line)]);
}

export function loginAck(tdsVersion: number): Buffer {
  const version = Buffer.alloc(4);
  version.writeUInt32BE(tdsVersion);
  return withLength(
    0xad,
    Buffer.concat([u8(1), version, shortText("Microsoft SQL Server"), Buffer.of(13, 0, 0x0f, 0xa1)]),
  );
}

export function databaseChange(name: string): Buffer {
  return withLength(0xe3, Buffer.concat([u8(1), shortText(name), shortText("")]));
}

export function packetSizeChange(size: number): Buffer {
  return withLength(0xe3, Buffer.concat([u8(4), shortText(String(size)), shortText("4096")]));
}

export function collationChange(): Buffer {
  return withLength(0xe3, Buffer.concat([u8(7), u8(collation.length), collation, u8(0)]));
}

export function transactionBegun(descriptor: bigint): Buffer {
  return withLength(0xe3, Buffer.concat([u8(8), u8(8), u64(descriptor), u8(0)]));
}

export function transactionEnded(how: "commit" | "rollback", descriptor: bigint): Buffer {
  return withLength(0xe3, Buffer.concat([u8(how === "commit" ? 9 : 10), u8(0), u8(8), u64(descriptor)]));
}

export function connectionReset(): Buffer {
  return withLength(0xe3, Buffer.concat([u8(18), u8(0), u8(0)]));
}

function withLength(token: number, body: Buffer): Buffer {
  return Buffer.concat([u8(token), u16(body.length), body]);
}
