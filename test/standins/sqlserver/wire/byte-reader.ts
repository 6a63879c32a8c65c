/** The bytes of a message do not follow MS-TDS. The session catches it, once, and answers with an error or closes the connection. */
export class MalformedStream extends Error {}

/** Reads one message's payload from front to back; every read checks that the bytes are there. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  bytes(length: number): Buffer {
    if (length < 0 || length > this.remaining)
      throw new MalformedStream(`${length} bytes wanted, ${this.remaining} left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  skip(length: number): void {
    this.bytes(length);
  }

  u8(): number {
    return this.bytes(1).readUInt8();
  }

  u16(): number {
    return this.bytes(2).readUInt16LE();
  }

  u32(): number {
    return this.bytes(4).readUInt32LE();
  }

  i16(): number {
    return this.bytes(2).readInt16LE();
  }

  i32(): number {
    return this.bytes(4).readInt32LE();
  }

  i64(): bigint {
    return this.bytes(8).readBigInt64LE();
  }

  u64(): bigint {
    return this.bytes(8).readBigUInt64LE();
  }

  /** An unsigned little-endian integer of up to six bytes, as the times of datetime2 have it. */
  uintOf(length: number): number {
    return this.bytes(length).readUIntLE(0, length);
  }

  utf16(characters: number): string {
    return this.bytes(characters * 2).toString("utf16le");
  }

  /** B_VARCHAR: the length in characters in one byte. */
  shortText(): string {
    return this.utf16(this.u8());
  }

  /** US_VARCHAR: the length in characters in two bytes. */
  longText(): string {
    return this.utf16(this.u16());
  }
}
