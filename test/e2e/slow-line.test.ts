import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { readSpool } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";

interface Line {
  readonly port: number;
  /** Of what the client sends; infinite at first. */
  bytesPerSecond: number;
  close(): void;
}

/** A line to a server that can be made slow. */
async function openLine(host: string, port: number): Promise<Line> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const behind = connect(port, host);
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        client.destroy();
        behind.destroy();
      });
    }
    behind.pipe(client);
    client.on("data", (piece) => {
      behind.write(piece);
      client.pause();
      setTimeout(() => client.resume(), (piece.length / line.bytesPerSecond) * 1000);
    });
  });
  server.listen(0, host);
  await once(server, "listening");
  const line: Line = {
    // A server that listens on a port has an address.
    port: (server.address() as AddressInfo).port,
    bytesPerSecond: Number.POSITIVE_INFINITY,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return line;
}

test("a reply of 8 MB that is in the spool reaches the database over a slow line", async (t) => {
  const rig = await rigFor(t);
  const { host, port, connectionString } = rig.sql;
  const line = await openLine(host, port);
  t.after(() => line.close());
  await rig.configure({ database: { connection_string: connectionString.replace(`,${port}`, `,${line.port}`) } });
  const output = `{"padding":"${"x".repeat(8_000_000)}"}`;
  rig.insurer.answer("2207", answers.envelope({ infcode: 0, err_msg: "", output }));
  rig.sql.faults.raise("sp_medical_insurance_finish", 51001, 1);
  const id = rig.insert("2207", settlement());
  assert.equal((await rig.run(id)).code, 8);
  line.bytesPerSecond = 4_000_000;
  assert.equal((await rig.run("drain")).code, 0);
  assert.deepEqual([readSpool(rig.folder), rig.request(id).status], [[], "COMPLETED"]);
  assert.ok(rig.responses(id).at(-1)?.response_data.includes(output));
});
