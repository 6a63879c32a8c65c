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
    await server.makeOldSync(await call(client));
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
