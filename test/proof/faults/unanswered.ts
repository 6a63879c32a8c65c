import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";

/** Listens with the shortest queue, says its port and never accepts: its thread sleeps for ever. */
const LISTENER = `
const server = require("node:net").createServer();
server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  require("node:fs").writeSync(1, String(server.address().port));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** An address whose SYNs nobody answers: a listener with a full queue. It ends with this process. */
export async function openUnanswered(): Promise<string> {
  const child = spawn(process.execPath, ["-e", LISTENER], { stdio: ["ignore", "pipe", "ignore"] });
  process.on("exit", () => child.kill("SIGKILL"));
  const [port]: unknown[] = await once(child.stdout, "data");
  child.unref();
  child.stdout.destroy();
  while (await joinsQueue(Number(String(port)))) {
    // The system connects what fits into the queue; from then on it drops what comes.
  }
  return `http://127.0.0.1:${port}`;
}

function joinsQueue(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.unref();
    socket.on("error", () => {});
    socket.setTimeout(300, () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("connect", () => {
      socket.setTimeout(0);
      resolve(true);
    });
  });
}
