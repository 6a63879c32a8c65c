import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A SQL Server that sends what it should not. */
export interface HostileServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Changes the bytes of one answer; `number` counts the answers of a connection from 0. */
export type Damage = (answer: Buffer, number: number) => Buffer;

/** Speaks for a server and damages what it says. */
export async function openHostileServer(
  { host, port }: { readonly host: string; readonly port: number },
  damage: Damage,
): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const honest = connect(port, host);
    let answers = 0;
    client.on("data", (bytes) => honest.write(bytes));
    honest.on("data", (bytes: Buffer) => {
      if (!client.destroyed) client.write(damage(bytes, answers++));
    });
    for (const [socket, other] of [[client, honest] as const, [honest, client] as const]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // A TCP server's address is an object; only a pipe's is a text.
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
