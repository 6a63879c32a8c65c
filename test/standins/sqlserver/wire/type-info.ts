import { type ByteReader, MalformedStream } from "./byte-reader.ts";
import { u8, u16 } from "./bytes.ts";
import { collation } from "./code-page.ts";

/** A type as the wire describes it (MS-TDS 2.2.5.6, TYPE_INFO); lengths of texts are in bytes. */
export type TypeInfo =
  | { readonly kind: "integer"; readonly bytes: 1 | 2 | 4 | 8 }
  | { readonly kind: "bit" }
  | { readonly kind: "uniqueidentifier" }
  | { readonly kind: "datetime" }
  | { readonly kind: "datetime2"; readonly scale: number }
  | { readonly kind: "date" }
  | { readonly kind: "binary"; readonly bytes: number }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "varchar"; readonly bytes: number | "max" }
  | { readonly kind: "nvarchar"; readonly bytes: number | "max" }
  /** The old form of nvarchar(max), in which FreeTDS sends SQL text and long values. */
  | { readonly kind: "ntext" };

const lengthOfMax = 0xffff;

export function readTypeInfo(reader: ByteReader): TypeInfo {
  const token = reader.u8();
  switch (token) {
    case 0x26:
      return { kind: "integer", bytes: integerBytes(reader.u8()) };
    case 0x68:
      reader.skip(1);
      return { kind: "bit" };
    case 0x24:
      reader.skip(1);
      return { kind: "uniqueidentifier" };
    case 0x6f:
      if (reader.u8() !== 8) throw new MalformedStream("smalldatetime is not spoken here");
      return { kind: "datetime" };
    case 0x28:
      return { kind: "date" };
    case 0x2a:
      return { kind: "datetime2", scale: scaleUpTo(7, reader.u8()) };
    case 0x6a:
    case 0x6c: {
      reader.skip(1);
      const precision = reader.u8();
      return { kind: "decimal", precision, scale: scaleUpTo(38, reader.u8()) };
    }
    case 0xa7:
      return { kind: "varchar", bytes: textBytes(reader) };
    case 0xe7:
      return { kind: "nvarchar", bytes: textBytes(reader) };
    case 0x63:
      reader.skip(4 + collation.length);
      return { kind: "ntext" };
    default:
      throw new MalformedStream(`data type 0x${token.toString(16)} is not spoken here`);
  }
}

export function writeTypeInfo(type: TypeInfo): Buffer {
  switch (type.kind) {
    case "integer":
      return Buffer.of(0x26, type.bytes);
    case "bit":
      return Buffer.of(0x68, 1);
    case "uniqueidentifier":
      return Buffer.of(0x24, 16);
    case "datetime":
      return Buffer.of(0x6f, 8);
    case "date":
      return Buffer.of(0x28);
    case "binary":
      return Buffer.concat([u8(0xad), u16(type.bytes)]);
    case "datetime2":
      return Buffer.of(0x2a, type.scale);
    case "decimal":
      return Buffer.of(0x6a, 17, type.precision, type.scale);
    case "ntext":
      return writeTypeInfo({ kind: "nvarchar", bytes: "max" });
    case "varchar":
    case "nvarchar": {
      const length = type.bytes === "max" ? lengthOfMax : type.bytes;
      return Buffer.concat([u8(type.kind === "varchar" ? 0xa7 : 0xe7), u16(length), collation]);
    }
  }
}

function integerBytes(bytes: number): 1 | 2 | 4 | 8 {
  if (bytes === 1 || bytes === 2 || bytes === 4 || bytes === 8) return bytes;
  throw new MalformedStream(`an integer of ${bytes} bytes`);
}

function scaleUpTo(most: number, scale: number): number {
  if (scale > most) throw new MalformedStream(`a scale of ${scale}`);
  return scale;
}

function textBytes(reader: ByteReader): number | "max" {
  const length = reader.u16();
  reader.skip(collation.length);
  return length === lengthOfMax ? "max" : length;
}
