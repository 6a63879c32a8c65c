import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { mendHead } from "./reply-head.ts";

/** A connection between its socket and Node's HTTP client, and what came over it. */
export interface Wire {
  /** What the HTTP client reads and writes. */
  readonly stream: Duplex;
  /** The reply as it stood on the wire, head included: also what the HTTP client or the decompressor refused. */
  bytes(): Buffer;
}

/** Far more than Node's parser takes for a head. */
const LONGEST_HEAD = 64 * 1024;

/**
 * Stands between a connected socket and the HTTP client.
 * @param mostBytes so many bytes of the reply are kept, its first ones
 */
export function openWire(socket: Socket, mostBytes: number): Wire {
  const keep = keepFirst(mostBytes);
  const mend = mendFirstHead();
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    writev(pieces, done) {
      // One packet where it fits: the second of two small ones would wait for the first to be acknowledged.
      socket.cork();
      for (const { chunk } of pieces.slice(0, -1)) socket.write(chunk);
      socket.write(pieces.at(-1)?.chunk, done);
      socket.uncork();
    },
    final: (done) => void socket.end(done),
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  // The HTTP client sets a timeout on whatever it reads; ours is the attempt's, so it is 0.
  const stream = Object.assign(duplex, { setTimeout: (ms: number) => socket.setTimeout(ms) });
  const pass = (bytes: Buffer): void => {
    if (bytes.length > 0 && !stream.push(bytes)) socket.pause();
  };
  socket.on("data", (chunk: Buffer) => {
    keep.add(chunk);
    pass(mend.take(chunk));
  });
  socket.once("end", () => {
    pass(mend.rest());
    stream.push(null);
  });
  socket.once("error", (error) => stream.destroy(error));
  // After an orderly end the client may still have to read what it was given.
  socket.once("close", () => {
    if (!socket.readableEnded) stream.destroy();
  });
  return { stream, bytes: keep.bytes };
}

function keepFirst(mostBytes: number) {
  const chunks: Buffer[] = [];
  let length = 0;
  return {
    add(chunk: Buffer): void {
      const kept = chunk.subarray(0, mostBytes - length);
      if (kept.length > 0) chunks.push(kept);
      length += kept.length;
    },
    bytes: (): Buffer => Buffer.concat(chunks, length),
  };
}

/** Holds back the bytes of a reply until its head is whole, mends that, and lets everything after it through. */
function mendFirstHead() {
  let head: Buffer | null = Buffer.alloc(0);
  return {
    take(chunk: Buffer): Buffer {
      if (head === null) return chunk;
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      // Lines that end in LF alone are not mended; the parser decides about them at once.
      if (end < 0 && head.length <= LONGEST_HEAD && !head.includes("\n\n")) return Buffer.alloc(0);
      const whole = head;
      head = null;
      return end < 0 ? whole : Buffer.concat([mendHead(whole.subarray(0, end + 4)), whole.subarray(end + 4)]);
    },
    rest(): Buffer {
      const rest = head ?? Buffer.alloc(0);
      head = null;
      return rest;
    },
  };
}
