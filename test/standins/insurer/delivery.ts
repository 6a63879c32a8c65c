import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Holds } from "./holds.ts";
import { headOf, type Reply } from "./reply.ts";

/** How a reply reaches the client, or does not. In each case but "whole" the core had taken the request. */
export type Delivery =
  | { readonly how: "whole" }
  | { readonly how: "late"; readonly ms: number }
  /** Not before this resolves. */
  | { readonly how: "held"; readonly until: Promise<void> }
  /** Nothing is ever sent; the connection stays open. */
  | { readonly how: "silence" }
  | { readonly how: "close-before-reply" }
  | { readonly how: "reset-before-reply" }
  /** The head and so many bytes of the body, then a reset. */
  | { readonly how: "reset-inside-reply"; readonly bodyBytes: number }
  /** The head and so many bytes of the body, then an orderly end. */
  | { readonly how: "cut-body"; readonly bodyBytes: number }
  /** The whole body under a Content-Length that differs by so many bytes; the connection stays open. */
  | { readonly how: "wrong-length"; readonly by: number }
  /** The whole reply in pieces, one every so many milliseconds. */
  | { readonly how: "drip"; readonly bytes: number; readonly everyMs: number }
  /** These bytes instead of the reply, then an orderly end. */
  | { readonly how: "raw"; readonly bytes: Buffer };

/** A client's connection: `stream` carries the bytes (TLS or plain), `socket` is the TCP one below it. */
export interface Connection {
  readonly stream: Duplex;
  readonly socket: Socket;
}

/** Delivers a reply; true when the connection can carry a further request. */
export async function deliver(
  { stream, socket }: Connection,
  reply: Reply,
  delivery: Delivery,
  holds: Holds,
  infno: string | undefined,
): Promise<boolean> {
  const head = headOf(reply, reply.body.length);
  const whole = Buffer.concat([head, reply.body]);
  switch (delivery.how) {
    case "late":
      await pause(delivery.ms);
      await writeHeld(stream, whole, holds, infno);
      return true;
    case "held":
      await delivery.until;
      await write(stream, whole);
      return true;
    case "whole":
      await writeHeld(stream, whole, holds, infno);
      return true;
    case "silence":
      return false;
    case "close-before-reply":
      stream.end();
      return false;
    case "reset-before-reply":
      socket.resetAndDestroy();
      return false;
    case "reset-inside-reply":
      await write(stream, whole.subarray(0, head.length + delivery.bodyBytes));
      socket.resetAndDestroy();
      return false;
    case "cut-body":
      stream.end(whole.subarray(0, head.length + delivery.bodyBytes));
      return false;
    case "wrong-length":
      await write(stream, Buffer.concat([headOf(reply, reply.body.length + delivery.by), reply.body]));
      return false;
    case "drip":
      await drip(stream, whole, delivery.bytes, delivery.everyMs);
      return true;
    case "raw":
      stream.end(delivery.bytes);
      return false;
  }
}

async function writeHeld(stream: Duplex, bytes: Buffer, holds: Holds, infno: string | undefined): Promise<void> {
  if (!holds.willHold("half-replied", infno)) return write(stream, bytes);
  const half = bytes.length >> 1;
  await write(stream, bytes.subarray(0, half));
  await holds.pass("half-replied", infno);
  await write(stream, bytes.subarray(half));
}

async function drip(stream: Duplex, bytes: Buffer, pieceBytes: number, everyMs: number): Promise<void> {
  for (let start = 0; start < bytes.length && !stream.destroyed; start += pieceBytes) {
    await write(stream, bytes.subarray(start, start + pieceBytes));
    await pause(everyMs);
  }
}

/** Resolves when the bytes were handed to the system, or the client has closed the connection. */
function write(stream: Duplex, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) resolve();
    else stream.write(bytes, () => resolve());
  });
}

function pause(ms: number): Promise<void> {
  // Unreferenced: a client that has given up must not keep a test's process alive.
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
