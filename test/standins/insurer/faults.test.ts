import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { good } from "./answers.ts";
import { readCertificate } from "./certificates.ts";
import type { Delivery } from "./delivery.ts";
import { type InsurerStandIn, startInsurerStandIn } from "./insurer.ts";
import { ask, openRaw } from "./raw-client.ts";
import { closing, goodRequest, institution, settlementInput } from "./sample-request.ts";

let insurer: InsurerStandIn;
before(async () => {
  insurer = await startInsurerStandIn(institution);
});
beforeEach(() => {
  insurer.connect("none");
  insurer.answer("2207", good);
});
after(() => insurer.stop());

const settle = goodRequest("2207", settlementInput);
const bodyOf = (bytes: Buffer) => bytes.subarray(bytes.indexOf("\r\n\r\n") + 4);

async function settleWith(delivery: Delivery) {
  insurer.answer("2207", { delivery });
  return openRaw(insurer, settle).closed;
}

test("the connection ends or is reset before the reply, and the request was seen", async () => {
  const before = insurer.sendingsOf("2207").length;
  assert.deepEqual(await settleWith({ how: "close-before-reply" }), { bytes: Buffer.alloc(0), ended: "by-end" });
  assert.deepEqual(await settleWith({ how: "reset-before-reply" }), { bytes: Buffer.alloc(0), ended: "by-reset" });
  assert.equal(insurer.sendingsOf("2207").length, before + 2);
});

test("a reply is reset or cut inside its body", async () => {
  const cut = await settleWith({ how: "cut-body", bodyBytes: 12 });
  assert.equal(bodyOf(cut.bytes).toString(), '{"infcode":0');
  assert.equal(cut.ended, "by-end");
  const reset = await settleWith({ how: "reset-inside-reply", bodyBytes: 12 });
  assert.equal(reset.ended, "by-reset");
  assert.ok(bodyOf(reset.bytes).length <= 12);
});

test("raw bytes come instead of a reply", async () => {
  const { bytes } = await settleWith({ how: "raw", bytes: Buffer.from("SSH-2.0-nothing\r\n") });
  assert.equal(bytes.toString(), "SSH-2.0-nothing\r\n");
});

test("a reply is declared longer or shorter than it is", async () => {
  for (const by of [100, -100]) {
    insurer.answer("2207", { delivery: { how: "wrong-length", by } });
    const client = openRaw(insurer, settle);
    const head = (await client.received(200)).toString("latin1");
    const declared = Number(/Content-Length: (\d+)/.exec(head)?.[1]);
    const whole = await client.received(head.indexOf("\r\n\r\n") + 4 + declared - by);
    assert.match(whole.toString("utf8"), /\}$/);
    client.socket.destroy();
  }
});

test("a reply drips in pieces, and a late one comes whole", async () => {
  insurer.answer("2207", [{ delivery: { how: "drip", bytes: 400, everyMs: 1 } }, { delivery: { how: "late", ms: 1 } }]);
  assert.match((await ask(insurer, settle)).text, /\}$/);
  assert.match((await ask(insurer, settle)).text, /\}$/);
});

test("a silent insurer has read the request and sends nothing until it is stopped", async () => {
  const silent = await startInsurerStandIn(institution);
  silent.answer("2207", { delivery: { how: "silence" } });
  const hold = silent.hold("request-read");
  const client = openRaw(silent, settle);
  await hold.reached;
  hold.release();
  assert.equal(silent.sendingsOf("2207").length, 1);
  await silent.stop();
  assert.equal((await client.closed).bytes.length, 0);
});

test("connections are reset, ended, spoken to in plain text or reset at the first bytes, in order", async () => {
  insurer.connect(["reset", "end", "plain-text", "reset-at-first-bytes", "none"]);
  const [requests, connections] = [insurer.requests.length, insurer.connections];
  assert.equal((await openRaw(insurer, settle).closed).ended, "by-reset");
  assert.deepEqual(await openRaw(insurer, Buffer.alloc(0)).closed, { bytes: Buffer.alloc(0), ended: "by-end" });
  assert.match((await openRaw(insurer, Buffer.alloc(0)).closed).bytes.toString(), /^HTTP\/1\.1 400 /);
  assert.equal((await openRaw(insurer, settle).closed).ended, "by-reset");
  assert.equal((await ask(insurer, settle)).status, 200);
  assert.deepEqual([insurer.requests.length - requests, insurer.connections - connections], [1, 5]);
});

test("a refusing insurer refuses connections until it accepts them again", async () => {
  await insurer.refuse();
  const refused = Promise.withResolvers<string | undefined>();
  connect(insurer.port, insurer.host).on("error", (error: NodeJS.ErrnoException) => refused.resolve(error.code));
  assert.equal(await refused.promise, "ECONNREFUSED");
  await insurer.accept();
  assert.equal((await ask(insurer, settle)).status, 200);
});

test("an exchange is held when connected, when read and when half replied, until it is released", async () => {
  const connected = insurer.hold("connected");
  const read = insurer.hold("request-read", "2207");
  const replied = insurer.hold("half-replied", "2207");
  const seenBefore = insurer.requests.length;
  const client = openRaw(insurer, closing(settle));

  await connected.reached;
  assert.equal(insurer.requests.length, seenBefore);
  connected.release();
  await read.reached;
  assert.equal(insurer.requests.length, seenBefore + 1);
  read.release();
  await replied.reached;
  assert.doesNotMatch((await client.received(100)).toString(), /\}$/);
  replied.release();
  assert.match((await client.closed).bytes.toString(), /^HTTP\/1\.1 200 OK.*\}$/s);
});

test("a request that breaks off is seen with the bytes that came, and is no sending", async () => {
  const [requests, sendings] = [insurer.requests.length, insurer.sendingsOf("2207").length];
  const client = openRaw(insurer, settle.subarray(0, -10));
  client.socket.end();
  await client.closed;
  const broken = insurer.requests.at(-1);
  assert.equal(insurer.requests.length, requests + 1);
  assert.deepEqual(broken?.verdict, { accepted: false, by: "wire", why: ["the request is incomplete"] });
  assert.deepEqual(Buffer.concat([broken.rawHead, broken.rawBody]), settle.subarray(0, -10));
  assert.equal(insurer.sendingsOf("2207").length, sendings);
});

test("the bytes of requests are counted when all connections are closed, those of a TLS handshake are not", async () => {
  const half = settle.subarray(0, 40);
  for (const [tls, bytes, counted] of [
    [{}, Buffer.alloc(0), 0],
    [{}, half, 40],
    [{ tls: readCertificate("server") }, half, 0],
  ] as const) {
    const counting = await startInsurerStandIn({ ...institution, ...tls });
    const client = openRaw(counting, bytes);
    client.socket.end();
    await client.closed;
    await counting.allClosed();
    assert.equal(counting.requestBytes, counted);
    await counting.stop();
  }
});

test("two requests on one connection are two requests, with their bytes as they came", async () => {
  const [requests, connections] = [insurer.requests.length, insurer.connections];
  const last = closing(settle);
  await openRaw(insurer, Buffer.concat([settle, last])).closed;
  const seen = insurer.requests.slice(requests).filter(({ connection }) => connection === connections + 1);
  assert.deepEqual(
    seen.map(({ rawHead, rawBody }) => Buffer.concat([rawHead, rawBody])),
    [settle, last],
  );
});

test("a client that goes away while it is held does no harm, over TLS neither", async () => {
  const secure = await startInsurerStandIn({ ...institution, tls: readCertificate("server") });
  for (const server of [insurer, secure]) {
    for (const point of ["connected", "request-read", "half-replied"] as const) {
      if (server === secure && point !== "connected") continue;
      const hold = server.hold(point);
      const client = openRaw(server, settle);
      await hold.reached;
      client.socket.resetAndDestroy();
      await client.closed;
      hold.release();
    }
  }
  await secure.stop();
  assert.equal((await ask(insurer, settle)).status, 200);
});
