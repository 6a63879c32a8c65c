import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Hold } from "./stage.ts";

/** A wire to a real SQL Server on which a call can be held on its way there or its answer on the way back. */
export interface HeldWire {
  readonly port: number;
  hold(procedure: string, moment: "before" | "after"): Hold;
  close(): void;
}

interface Plan {
  /** A procedure's name as a client sends it. */
  readonly name: Buffer;
  readonly moment: "before" | "after";
  readonly reach: () => void;
  readonly released: Promise<"on" | "lost">;
}

export async function openHeldWire(host: string, port: number): Promise<HeldWire> {
  const plans: Plan[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect(port, host);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    joinHeld(client, database, plans);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // A TCP server's address is an object; only a pipe's is a text.
    port: (server.address() as AddressInfo).port,
    hold(procedure, moment) {
      const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<"on" | "lost">()];
      plans.push({
        name: Buffer.from(procedure, "utf16le"),
        moment,
        reach: reached.resolve,
        released: released.promise,
      });
      return { reached: reached.promise, release: (how) => released.resolve(how === "refused" ? "lost" : how) };
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function joinHeld(client: Socket, database: Socket, plans: Plan[]): void {
  let calls = Promise.resolve();
  let answers = Promise.resolve();
  let awaited: Plan | undefined;
  client.on("data", (bytes: Buffer) => {
    const plan = plans.find(({ name }) => bytes.includes(name));
    if (plan !== undefined) plans.splice(plans.indexOf(plan), 1);
    calls = calls.then(async () => {
      if (plan?.moment === "before") await wait(plan, database);
      if (plan?.moment === "after") awaited = plan;
      if (!database.destroyed) database.write(bytes);
    });
  });
  database.on("data", (bytes: Buffer) => {
    // The first bytes of the answer show that the call was executed.
    const plan = awaited;
    awaited = undefined;
    answers = answers.then(async () => {
      if (plan !== undefined) await wait(plan, database);
      if (!client.destroyed) client.write(bytes);
    });
  });
  // What a killed client has sent reaches the server all the same, unless it is lost.
  client.on("close", () => void calls.then(() => database.end()));
  database.on("close", () => client.destroy());
}

async function wait({ reach, released }: Plan, database: Socket): Promise<void> {
  reach();
  if ((await released) === "lost") database.destroy();
}
