import { ByteReader } from "./byte-reader.ts";
import { readTypeInfo, type TypeInfo } from "./type-info.ts";
import { readValue, type SqlValue } from "./values.ts";

export interface RpcParameter {
  /** Without the @; "" when the client counts on the position. */
  readonly name: string;
  readonly output: boolean;
  /** The client asks for the procedure's own default. */
  readonly useDefault: boolean;
  readonly type: TypeInfo;
  readonly value: SqlValue;
}

export interface RpcRequest {
  readonly procedure: string;
  readonly parameters: readonly RpcParameter[];
}

/** The procedures that clients call by number (MS-TDS 2.2.6.6); of the others only the number is known. */
const numbered: ReadonlyMap<number, string> = new Map([
  [10, "sp_executesql"],
  [11, "sp_prepare"],
  [12, "sp_execute"],
  [13, "sp_prepexec"],
  [15, "sp_unprepare"],
]);
const calledByNumber = 0xffff;
const byReference = 0x01;
const defaultValue = 0x02;

/** Reads a remote procedure call; a client that puts several into one message is refused, none of those served does. */
export function readRpcRequest(payload: Buffer): RpcRequest {
  const reader = new ByteReader(payload);
  skipAllHeaders(reader);
  const nameLength = reader.u16();
  const procedure = nameLength === calledByNumber ? nameOf(reader.u16()) : reader.utf16(nameLength);
  reader.skip(2);
  const parameters: RpcParameter[] = [];
  while (reader.remaining > 0) {
    const name = reader.shortText().replace(/^@/, "");
    const status = reader.u8();
    const type = readTypeInfo(reader);
    const value = readValue(reader, type);
    parameters.push({
      name,
      output: (status & byReference) !== 0,
      useDefault: (status & defaultValue) !== 0,
      type,
      value,
    });
  }
  return { procedure, parameters };
}

export function readSqlBatch(payload: Buffer): string {
  const reader = new ByteReader(payload);
  skipAllHeaders(reader);
  return reader.utf16(Math.floor(reader.remaining / 2));
}

export interface TransactionRequest {
  readonly kind: "begin" | "commit" | "rollback" | "other";
  /** A client without autocommit has the next transaction begun by the end of the last. */
  readonly beginsNext: boolean;
}

/** MS-TDS 2.2.6.9. */
export function readTransactionRequest(payload: Buffer): TransactionRequest {
  const reader = new ByteReader(payload);
  skipAllHeaders(reader);
  switch (reader.u16()) {
    case 5:
      return { kind: "begin", beginsNext: false };
    case 7:
      return { kind: "commit", beginsNext: readBeginsNext(reader) };
    case 8:
      return { kind: "rollback", beginsNext: readBeginsNext(reader) };
    default:
      return { kind: "other", beginsNext: false };
  }
}

/** The transaction's name, then flags. */
function readBeginsNext(reader: ByteReader): boolean {
  reader.skip(reader.u8());
  return (reader.u8() & 0x01) !== 0;
}

/** ALL_HEADERS begins with its own length (MS-TDS 2.2.5.3); nothing in it matters here. */
function skipAllHeaders(reader: ByteReader): void {
  reader.skip(reader.u32() - 4);
}

function nameOf(number: number): string {
  return numbered.get(number) ?? `procedure number ${number}`;
}
