/** The packet types of TDS 7.4 that this server reads or writes (MS-TDS 2.2.3.1.1). */
export const packetType = {
  sqlBatch: 0x01,
  rpc: 0x03,
  tabularResult: 0x04,
  attention: 0x06,
  transactionManager: 0x0e,
  login7: 0x10,
  prelogin: 0x12,
} as const;

/** One TDS message: the payload of all its packets, put together. */
export interface Message {
  readonly type: number;
  /** The client took this connection from a pool and wants the session's state gone, its transaction with it or not. */
  readonly reset: "no" | "all" | "all but the transaction";
  /** The client gave up while it was still sending; nothing of the message may be acted on. */
  readonly ignored: boolean;
  readonly payload: Buffer;
}

const headerLength = 8;
const endOfMessage = 0x01;
const ignoreMessage = 0x02;
const resetConnection = 0x08;
const resetConnectionSkipTran = 0x10;
/** Far above the largest call that has a meaning; a stream of garbage must not fill the memory. */
const maximumMessageBytes = 256 * 1024 * 1024;

/**
 * Puts a byte stream's packets together to messages.
 *
 * `push` gives the messages which the chunk completes, or "malformed" when the stream cannot be TDS; nothing may be pushed after that.
 */
export function createMessageAssembler(): { push(chunk: Buffer): readonly Message[] | "malformed" } {
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const messages: Message[] = [];
      while (rest.length >= headerLength) {
        const length = rest.readUInt16BE(2);
        if (length < headerLength) return "malformed";
        if (rest.length < length) break;
        const type = rest.readUInt8(0);
        const status = rest.readUInt8(1);
        bytes += length;
        if (bytes > maximumMessageBytes) return "malformed";
        parts.push(rest.subarray(headerLength, length));
        rest = rest.subarray(length);
        if ((status & endOfMessage) === 0) continue;
        messages.push({
          type,
          reset: resetOf(status),
          ignored: (status & ignoreMessage) !== 0,
          payload: Buffer.concat(parts),
        });
        parts = [];
        bytes = 0;
      }
      return messages;
    },
  };
}

function resetOf(status: number): Message["reset"] {
  if ((status & resetConnectionSkipTran) !== 0) return "all but the transaction";
  return (status & resetConnection) === 0 ? "no" : "all";
}

/** Cuts a payload into packets of at most `packetSize` bytes. */
export function toPackets(type: number, payload: Buffer, packetSize: number): Buffer {
  const room = packetSize - headerLength;
  const packets: Buffer[] = [];
  let packetId = 1;
  for (let start = 0; start === 0 || start < payload.length; start += room) {
    const part = payload.subarray(start, start + room);
    const header = Buffer.alloc(headerLength);
    header.writeUInt8(type, 0);
    header.writeUInt8(start + room >= payload.length ? endOfMessage : 0, 1);
    header.writeUInt16BE(headerLength + part.length, 2);
    header.writeUInt8(packetId++ & 0xff, 6);
    packets.push(header, part);
  }
  return Buffer.concat(packets);
}
