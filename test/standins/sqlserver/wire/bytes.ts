/** The writers of MS-TDS' basic types, each as a piece of a message to be put together with `Buffer.concat`. */

export function u8(value: number): Buffer {
  return Buffer.of(value & 0xff);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

export function uintOf(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntLE(value, 0, length);
  return bytes;
}

export function utf16(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

/** B_VARCHAR: the length in characters in one byte. */
export function shortText(text: string): Buffer {
  return Buffer.concat([u8(text.length), utf16(text)]);
}

/** US_VARCHAR: the length in characters in two bytes. */
export function longText(text: string): Buffer {
  return Buffer.concat([u16(text.length), utf16(text)]);
}
