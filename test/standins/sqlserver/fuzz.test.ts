import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectSocket, createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { type Address, connect } from "../../rig/client.ts";
import { call, claim, finish, rescue, view } from "../../rig/procedures.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

const seed = Number(process.env.FUZZ_SEED ?? 20260101);
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);

describe("bytes that are no TDS", () => {
  let standIn: SqlServerStandIn;
  let address: Address;
  let recorded: Buffer;

  before(async () => {
    // A call whose mode the fuzzer has changed to sync must not wait for a worker.
    standIn = await startSqlServerStandIn({ interfaces: [], processor: { command: "no-such-program", args: [] } });
    const { host, port, user, password, database } = standIn;
    address = { host, port, user, password, database, encrypt: false };
    recorded = await recordSession(address);
  });
  after(() => standIn.stop());

  const stillServes = async (): Promise<void> => {
    const client = await connect(address);
    await rescue(client);
    client.close();
  };

  test("never stop the server, whatever they are", async () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(bytes, (garbage) => send(address, Buffer.from(garbage))),
      { seed, numRuns },
    );
    await stillServes();
  });

  test("never stop the server when they begin like a session and then go wrong", async () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(), async (changed, cutAt) => {
        const bytes = Buffer.from(recorded);
        for (const [position, value] of changed) bytes.writeUInt8(value, position % bytes.length);
        await send(address, cutAt % 4 === 0 ? bytes.subarray(0, cutAt % bytes.length) : bytes);
      }),
      { seed, numRuns },
    );
    await stillServes();
  });
});

/** All that a client sends in a session which uses every kind of message. */
async function recordSession(address: Address): Promise<Buffer> {
  const sent: Buffer[] = [];
  const proxy = createServer((socket) => {
    const server = connectSocket(address.port, address.host);
    socket.on("data", (chunk) => sent.push(chunk));
    socket.pipe(server).pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  // A TCP server's address is an object.
  const { port } = proxy.address() as AddressInfo;
  const client = await connect({ ...address, host: "127.0.0.1", port });
  await client.begin();
  const requestId = await call(client, { code: "1101" });
  await client.commit();
  const { row } = await claim(client, requestId);
  assert.equal(await finish(client, requestId, Number(row?.attempt_id)), "stored");
  await view(client, requestId);
  await client.batch("DECLARE @rc int; EXEC @rc = sp_medical_insurance_rescue 1;");
  client.close();
  proxy.close();
  return Buffer.concat(sent);
}

/** Sends the bytes and waits until the connection is over, by whichever side. */
async function send({ host, port }: Address, bytes: Buffer): Promise<void> {
  const socket = connectSocket(port, host);
  socket.on("error", () => {});
  socket.resume().end(bytes);
  await once(socket, "close");
}
