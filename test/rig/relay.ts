import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server on which round trips are counted and take time. */
export interface Relay {
  readonly port: number;
  readonly connections: number;
  /** How often something was answered that a client had sent. */
  readonly answers: number;
  close(): void;
}

/**
 * Connecting counts as a round trip too: what is first sent on a connection is late by one more. All of the time passes on the
 * way to the server.
 */
export async function openRelay(
  { host, port }: { readonly host: string; readonly port: number },
  roundTripMs = 0,
): Promise<Relay> {
  const counts = { connections: 0, answers: 0 };
  const sockets = new Set<Socket>();
  const relay = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    counts.connections += 1;
    const server = connect({ host, port, noDelay: true, allowHalfOpen: true });
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    const connectedAt = performance.now() + roundTripMs;
    let isAsked = false;
    const toServer = delayed(
      (bytes) => (bytes === null ? server.end() : server.write(bytes)),
      roundTripMs,
      connectedAt,
    );
    client.on("data", (bytes: Buffer) => {
      isAsked = true;
      toServer(bytes);
    });
    server.on("data", (bytes: Buffer) => {
      if (isAsked) counts.answers += 1;
      isAsked = false;
      client.write(bytes);
    });
    client.on("end", () => toServer(null)).on("close", () => toServer(null));
    server.on("end", () => client.end()).on("close", () => client.destroySoon());
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return {
    // A TCP server's address is an object; only a pipe's is a text.
    port: (relay.address() as AddressInfo).port,
    get connections() {
      return counts.connections;
    },
    get answers() {
      return counts.answers;
    },
    close() {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Passes on what it is given, in order, each piece as late; null is the end. */
function delayed(
  pass: (bytes: Buffer | null) => void,
  lateMs: number,
  connectedAt: number,
): (bytes: Buffer | null) => void {
  const waiting: { readonly dueAt: number; readonly bytes: Buffer | null }[] = [];
  const passDue = (): void => {
    while (waiting[0] !== undefined && waiting[0].dueAt <= performance.now()) pass(waiting.shift()?.bytes ?? null);
    const [next] = waiting;
    if (next !== undefined) setTimeout(passDue, Math.max(0, next.dueAt - performance.now()));
  };
  return (bytes) => {
    waiting.push({ dueAt: Math.max(performance.now(), connectedAt) + lateMs, bytes });
    if (waiting.length === 1) passDue();
  };
}
