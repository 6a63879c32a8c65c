import { ByteReader } from "./byte-reader.ts";

/** What a client says of itself when it logs in (MS-TDS 2.2.6.4). */
export interface Login {
  readonly tdsVersion: number;
  readonly packetSize: number;
  readonly hostName: string;
  readonly user: string;
  readonly password: string;
  readonly applicationName: string;
  readonly database: string;
}

const fixedLength = 94;

export function readLogin(payload: Buffer): Login {
  const fixed = new ByteReader(payload).bytes(fixedLength);
  const fieldBytes = (at: number): Buffer => {
    const reader = new ByteReader(payload);
    reader.skip(fixed.readUInt16LE(at));
    return reader.bytes(fixed.readUInt16LE(at + 2) * 2);
  };
  const field = (at: number): string => fieldBytes(at).toString("utf16le");
  return {
    tdsVersion: fixed.readUInt32LE(4),
    packetSize: fixed.readUInt32LE(8),
    hostName: field(36),
    user: field(40),
    password: unscramble(fieldBytes(44)).toString("utf16le"),
    applicationName: field(48),
    database: field(68),
  };
}

/** Each byte was sent with its halves exchanged and then XOR 0xA5. */
function unscramble(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (((byte ^ 0xa5) << 4) | ((byte ^ 0xa5) >> 4)) & 0xff));
}
