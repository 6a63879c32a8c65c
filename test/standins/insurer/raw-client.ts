import { connect, type Socket } from "node:net";

/** What a client with no HTTP of its own saw: the bytes, and how the connection ended. */
export interface Seen {
  readonly bytes: Buffer;
  readonly ended: "by-end" | "by-reset";
}

/** Where a server listens. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface RawClient {
  readonly socket: Socket;
  /** Resolves when so many bytes have come. */
  received(count: number): Promise<Buffer>;
  readonly closed: Promise<Seen>;
}

/** Connects to a server and writes these bytes. */
export function openRaw({ host, port }: Place, bytes: Buffer): RawClient {
  const socket = connect({ host, port });
  const closed = Promise.withResolvers<Seen>();
  let received = Buffer.alloc(0);
  let wake = Promise.withResolvers<void>();
  let ended: Seen["ended"] = "by-end";
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake.resolve();
    wake = Promise.withResolvers();
  });
  socket.on("error", () => {
    ended = "by-reset";
  });
  socket.on("close", () => closed.resolve({ bytes: received, ended }));
  socket.write(bytes);
  return {
    socket,
    closed: closed.promise,
    async received(count) {
      while (received.length < count) await wake.promise;
      return received;
    },
  };
}

export interface HttpAnswer {
  readonly status: number;
  readonly head: string;
  readonly text: string;
}

/** Sends one request on a connection of its own and reads the reply by its Content-Length. */
export async function ask(server: Place, bytes: Buffer): Promise<HttpAnswer> {
  const client = openRaw(server, bytes);
  let reply = await client.received(1);
  while (!reply.includes("\r\n\r\n")) reply = await client.received(reply.length + 1);
  const head = reply.subarray(0, reply.indexOf("\r\n\r\n") + 4).toString("latin1");
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? "0");
  const whole = await client.received(head.length + length);
  client.socket.destroy();
  const status = Number(head.slice(9, 12));
  return { status, head, text: whole.subarray(head.length, head.length + length).toString("utf8") };
}
