import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ServerCertificate } from "./certificates.ts";
import type { Connection } from "./delivery.ts";

/** What befalls a connection before any request of it is read. */
export type ConnectionFault =
  | "none"
  /** Reset as soon as it is there. */
  | "reset"
  /** Ended in good order as soon as it is there. */
  | "end"
  /** Never read and never answered, no TLS handshake either. */
  | "silence"
  /** Answered in plain text before anything was read: no TLS client takes that for a handshake. */
  | "plain-text"
  /** Reset when the first bytes have come. */
  | "reset-at-first-bytes";

export interface Listener {
  readonly port: number;
  /** Stops listening, so that connecting is refused; what is connected stays. */
  refuse(): Promise<void>;
  /** Listens on the same port again. */
  accept(): Promise<void>;
  stop(): Promise<void>;
}

/** Listens on a port of an address and hands every TCP connection over before a byte of it was read. */
export async function listen(host: string, port: number, onConnect: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A reset by the client ends the connection; nothing else is to be done about it.
    socket.on("error", () => undefined);
    onConnect(socket);
  });
  const taken = await listenOn(server, host, port);
  return {
    port: taken,
    async refuse() {
      // Closing waits for the open connections, refusing starts at once: so it is not awaited here.
      server.close();
    },
    async accept() {
      await listenOn(server, host, taken);
    },
    async stop() {
      const closed = server.listening ? once(server, "close") : undefined;
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listenOn(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has an address with a port");
  return address.port;
}

/** Lets a fault befall a connection; true when it lives on and is to be served. */
export function survives(socket: Socket, fault: ConnectionFault): boolean {
  switch (fault) {
    case "none":
      return true;
    case "reset":
      socket.resetAndDestroy();
      return false;
    case "end":
      socket.resume().end();
      return false;
    case "silence":
      return false;
    case "plain-text":
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return false;
    case "reset-at-first-bytes":
      socket.once("data", () => socket.resetAndDestroy());
      socket.resume();
      return false;
  }
}

/** The stream that carries a connection's bytes: the socket itself, or TLS on it. */
export function openStream(socket: Socket, certificate: ServerCertificate | undefined): Connection {
  if (certificate === undefined) return { socket, stream: socket };
  const stream = new TLSSocket(socket, { isServer: true, ...certificate });
  // A client that refuses the certificate breaks the handshake here.
  stream.on("error", () => undefined);
  return { socket, stream };
}
