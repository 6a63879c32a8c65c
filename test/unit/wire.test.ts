import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { openWire } from "../../src/sending/wire.ts";

/** A connected pair: what the client reads, the server writes. */
async function openPair(t: TestContext): Promise<readonly [client: Socket, server: Socket]> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  // A TCP server's address is an object.
  const client = connect((listener.address() as AddressInfo).port, "127.0.0.1");
  const [server] = (await once(listener, "connection")) as [Socket];
  t.after(() => {
    client.destroy();
    server.destroy();
    listener.close();
  });
  return [client, server];
}

const HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n";
const MENDED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

async function readAll(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

test("a reply goes through whole, its head mended, and its first bytes are kept as they came", async (t) => {
  const [client, server] = await openPair(t);
  const { stream, bytes } = openWire(client, 100);
  const body = "x".repeat(3_000_000);
  for (const byte of HEAD) server.write(byte);
  server.end(body);
  assert.equal(await readAll(stream), MENDED + body);
  assert.equal(bytes().toString("latin1"), (HEAD + body).slice(0, 100));
});

test("a head that never ends goes through when the connection ends", async (t) => {
  const [client, server] = await openPair(t);
  const { stream, bytes } = openWire(client, 100);
  server.end("HTTP/1.1 200 OK\r\nContent-Le");
  assert.equal(await readAll(stream), "HTTP/1.1 200 OK\r\nContent-Le");
  assert.equal(bytes().toString("latin1"), "HTTP/1.1 200 OK\r\nContent-Le");
});

test("a reset breaks the stream, and what came before it is kept", async (t) => {
  const [client, server] = await openPair(t);
  const { stream, bytes } = openWire(client, 100);
  const seen = once(client, "data");
  server.write("HTTP/1.1 200");
  await seen;
  server.resetAndDestroy();
  await assert.rejects(readAll(stream), { code: "ECONNRESET" });
  assert.equal(bytes().toString("latin1"), "HTTP/1.1 200");
});

test("what is written arrives, and closing the stream closes the socket", async (t) => {
  const [client, server] = await openPair(t);
  const { stream } = openWire(client, 100);
  const closed = once(server, "close");
  stream.cork();
  stream.write("POST / HTTP/1.1\r\n");
  stream.write("\r\n");
  stream.uncork();
  const [first] = await once(server, "data");
  assert.equal(String(first), "POST / HTTP/1.1\r\n\r\n");
  stream.destroy();
  server.on("error", () => {});
  await closed;
  assert.equal(client.destroyed, true);
});

test("a socket that is closed already breaks what is written", async (t) => {
  const [client] = await openPair(t);
  client.destroy();
  await once(client, "close");
  const { stream } = openWire(client, 100);
  const [error] = await Promise.all([once(stream, "error"), stream.write("POST / HTTP/1.1\r\n\r\n")]);
  assert.match(String(error), /ERR_STREAM_DESTROYED/);
});
