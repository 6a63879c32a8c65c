import { ByteReader } from "./byte-reader.ts";

/** How a side wants the connection encrypted (MS-TDS 2.2.6.5); "off" means that the login alone is. */
export type Encryption = "off" | "on" | "notSupported" | "required";

const encryptions: readonly Encryption[] = ["off", "on", "notSupported", "required"];
const optionVersion = 0x00;
const optionEncryption = 0x01;
const terminator = 0xff;

export function readPrelogin(payload: Buffer): { readonly encryption: Encryption } {
  const reader = new ByteReader(payload);
  for (let option = reader.u8(); option !== terminator; option = reader.u8()) {
    const offset = reader.bytes(2).readUInt16BE();
    reader.skip(2);
    if (option === optionEncryption) {
      const value = new ByteReader(payload.subarray(offset)).u8();
      return { encryption: encryptions[value] ?? "notSupported" };
    }
  }
  return { encryption: "notSupported" };
}

/** A prelogin answer: version 13.0 (SQL Server 2016, the oldest the product supports), the encryption, no MARS. */
export function writePrelogin(encryption: Encryption): Buffer {
  const optionLength = 5;
  const versionAt = 2 * optionLength + 1;
  const encryptionAt = versionAt + 6;
  return Buffer.from([
    ...[optionVersion, 0, versionAt, 0, 6],
    ...[optionEncryption, 0, encryptionAt, 0, 1],
    terminator,
    ...[13, 0, 0x0f, 0xa1, 0, 0],
    encryptions.indexOf(encryption),
  ]);
}
