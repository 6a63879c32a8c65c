import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { Client } from "../../rig/client.ts";
import { call, errorNumberOf, finish, next, watch } from "../../rig/procedures.ts";
import type { Given } from "./given.ts";

export function queue(given: Given): void {
  test("workers take the queue's requests oldest first, and then none", async () => {
    const { client } = given();
    await emptyQueue(client);
    const first = await call(client);
    const second = await call(client);
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, first);
    const row = await next(client, { token: randomUUID() });
    assert.equal(row?.request_id, second);
    assert.equal(row?.attempt_no, 1);
    assert.equal(row?.mode, "queue");
    assert.equal(await next(client, { token: randomUUID() }), undefined);
  });

  test("requests for the same visit are taken one after another, in whatever form they name it", async () => {
    const { server, client } = given();
    await emptyQueue(client);
    const upload = await call(client, { code: "9902", input: '{"feedetail":[{"mdtrt_id":"V1"},{"mdtrt_id":"V1"}]}' });
    const flat = await call(client, { input: '{"mdtrt_id":"V1","psn_no":"1"}' });
    const node = await call(client, { input: '{"input":{"data":{"mdtrt_id":" V1 "}},"opter":"1"}' });
    const otherVisit = await call(client, { input: '{"mdtrt_id":"V2"}' });
    const take = async (): Promise<[unknown, () => Promise<unknown>]> => {
      const token = randomUUID();
      const row = await next(client, { token });
      return [row?.request_id, () => finish(client, Number(row?.request_id), Number(row?.attempt_id), { token })];
    };
    const [first, finishFirst] = await take();
    const [second] = await take();
    assert.deepEqual([first, second], [upload, otherVisit]);
    assert.deepEqual([(await take())[0], await watch(client, 0)], [undefined, false]);
    await finishFirst();
    assert.equal(await watch(client, 0), true);
    const [third, finishThird] = await take();
    assert.deepEqual([third, (await take())[0]], [flat, undefined]);
    await finishThird();
    assert.equal((await take())[0], node);
    assert.equal((await server.request(node)).mdtrt_id, "V1");
  });

  test("a request that waits for its next try keeps the later ones for its visit waiting", async () => {
    const { server, client } = given();
    await emptyQueue(client);
    const older = await call(client, { input: '{"mdtrt_id":"V3","n":1}' });
    const younger = await call(client, { input: '{"mdtrt_id":"V3","n":2}' });
    const token = randomUUID();
    const row = await next(client, { token });
    const notSent = { token, outcome: "NOT_SENT", status: "ERROR", errorCode: "NOT_SENT", giveUpSeconds: 7200 };
    assert.equal(await finish(client, older, Number(row?.attempt_id), notSent), "waiting");
    assert.equal(await next(client, { token: randomUUID() }), undefined);
    await server.endPause(older);
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, older);
    assert.equal((await server.request(younger)).status, "PENDING");
  });

  test("what HIS does not leave to the queue waits for no other request for its visit", async () => {
    const { client } = given();
    await emptyQueue(client);
    const queued = await call(client, { input: '{"mdtrt_id":"V4","n":1}' });
    const waiting = await call(client, { input: '{"mdtrt_id":"V4","n":2}', mode: "async" });
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, queued);
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, waiting);
  });

  test("the token that holds a request of the queue is given that one again", async () => {
    const { client } = given();
    await emptyQueue(client);
    const requestId = await call(client);
    await call(client);
    const mine = randomUUID();
    const row = await next(client, { token: mine });
    assert.equal(row?.request_id, requestId);
    assert.deepEqual(await next(client, { token: mine }), row);
  });

  test("a token that held a request of the queue takes no other", async () => {
    const { client } = given();
    await emptyQueue(client);
    const requestId = await call(client);
    const second = await call(client);
    const mine = randomUUID();
    const row = await next(client, { token: mine });
    assert.equal(await finish(client, requestId, Number(row?.attempt_id), { token: mine }), "stored");
    assert.equal(await next(client, { token: mine }), undefined);
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, second);
  });

  test("a worker's call that nobody waits for any more takes nothing", async () => {
    const { client } = given();
    await emptyQueue(client);
    const requestId = await call(client);
    assert.equal(await errorNumberOf(next(client, { token: randomUUID(), awaitedMs: -1 })), 51015);
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, requestId);
  });

  test("watch says whether a request of the queue is due, and takes none", async () => {
    const { client } = given();
    await emptyQueue(client);
    assert.equal(await watch(client, 0), false);
    const requestId = await call(client);
    assert.equal(await watch(client, 4000), true);
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, requestId);
    assert.equal(await watch(client, 0), false);
    assert.equal(await errorNumberOf(watch(client, 4001)), 51001);
  });

  test("watch is answered as soon as a request is due", async () => {
    const { server, client } = given();
    await emptyQueue(client);
    const waiting = watch(await server.connect(), 4000);
    await call(client);
    assert.equal(await waiting, true);
  });

  test("a request of sync mode is not the queue's", async () => {
    const { server, client } = given();
    await emptyQueue(client);
    await server.makeOld(await call(client), "sync");
    assert.equal(await next(client, { token: randomUUID() }), undefined);
  });

  test("a queued request is the workers' once its transaction is committed", async () => {
    const { server, client } = given();
    await emptyQueue(client);
    const worker = await server.connect();
    await client.begin();
    const requestId = await call(client);
    const seenBefore = await next(worker, { token: randomUUID() });
    await client.commit();
    const seenAfter = await next(worker, { token: randomUUID() });
    assert.equal(seenBefore, undefined);
    assert.equal(seenAfter?.request_id, requestId);
  });

  test("a refused call leaves its transaction, and what was queued in it", async () => {
    const { server, client } = given();
    await emptyQueue(client);
    await client.begin();
    const before = await call(client);
    assert.equal(await errorNumberOf(call(client, { input: "not JSON" })), 51001);
    assert.equal(await errorNumberOf(call(client, { mode: "sync" })), 51002);
    const after = await call(client);
    await client.commit();
    assert.equal((await server.request(before)).status, "PENDING");
    assert.equal((await server.request(after)).status, "PENDING");
  });

  test("a queued request is gone when its transaction is rolled back", async () => {
    const { client } = given();
    await emptyQueue(client);
    await client.begin();
    await call(client);
    await client.rollback();
    assert.equal(await next(client, { token: randomUUID() }), undefined);
  });
}

export async function emptyQueue(client: Client): Promise<void> {
  while ((await next(client, { token: randomUUID() })) !== undefined);
}
