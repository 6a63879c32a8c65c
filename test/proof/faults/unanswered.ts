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
  // What fits into the queue is connected by the system; from then on it drops what comes.
  for (let filled = 0; filled < 4; filled++) {
    const socket = connect(Number(String(port)), "127.0.0.1");
    socket.on("error", () => {});
    socket.unref();
  }
  return `http://127.0.0.1:${port}`;
}
