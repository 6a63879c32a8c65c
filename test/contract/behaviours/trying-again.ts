import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import type { Client } from "../../rig/client.ts";
import { type CallFacts, call, claim, type EndFacts, finishWith, next, view } from "../../rig/procedures.ts";
import { type Given, newInput, notSent, unknownOutcome } from "./given.ts";
import { emptyQueue } from "./queue.ts";

const GIVE_UP_SECONDS = 7200;

/** A new request of the queue, taken by a worker and ended as told. */
async function tried(client: Client, facts: CallFacts = {}, end: EndFacts = {}) {
  await emptyQueue(client);
  const requestId = await call(client, { input: newInput(), code: "9903", ...facts });
  return { requestId, ...(await tryAgain(client, requestId, end)) };
}

/** Takes the one request of the queue that is due, and ends it. */
async function tryAgain(client: Client, requestId: number, end: EndFacts = {}) {
  const token = randomUUID();
  const row = await next(client, { token });
  assert.equal(row?.request_id, requestId);
  const facts = { ...notSent, giveUpSeconds: GIVE_UP_SECONDS, ...end, token };
  const again = () => finishWith(client, requestId, Number(row?.attempt_id), facts);
  return { row, again, ended: await again() };
}

export function tryingAgain(given: Given): void {
  test("a request of the queue of which nothing was sent waits in the queue for its next try", async () => {
    const { server, client } = given();
    const { requestId, ended } = await tried(client);
    assert.deepEqual([ended.result, ended.retry_seconds], ["waiting", 10]);
    const seen = await view(client, requestId);
    assert.deepEqual(
      [seen.status, seen.result_status, seen.error_code, seen.err_msg],
      ["PENDING", "PROCESSING", null, null],
    );
    assert.match(
      String(seen.next_action),
      /^尚未发送成功，将在 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 之后自动再次发送，无需重新提交$/,
    );
    const [attempt] = await server.attempts(requestId);
    assert.equal(attempt?.outcome, "NOT_SENT");
    assert.equal((await server.request(requestId)).lease_token, null);
    assert.equal(await server.responseCount(requestId), 0);
  });

  test("a worker does not take it before its time, takes others meanwhile, and then takes it under the same msgid", async () => {
    const { server, client } = given();
    const { requestId, row } = await tried(client);
    const other = await call(client, { input: newInput() });
    assert.equal((await next(client, { token: randomUUID() }))?.request_id, other);
    assert.equal(await next(client, { token: randomUUID() }), undefined);
    await server.endPause(requestId);
    const second = await next(client, { token: randomUUID() });
    assert.deepEqual([second?.request_id, second?.attempt_no, second?.msgid], [requestId, 2, row?.msgid]);
  });

  test("the pause doubles up to five minutes", async () => {
    const { server, client } = given();
    const { requestId, ended } = await tried(client);
    const pauses = [ended.retry_seconds];
    for (let each = 0; each < 6; each++) {
      await server.endPause(requestId);
      pauses.push((await tryAgain(client, requestId)).ended.retry_seconds);
    }
    assert.deepEqual(pauses, [10, 20, 40, 80, 160, 300, 300]);
  });

  for (const errorCode of ["GATEWAY_REFUSED", "DEADLINE"]) {
    test(`so does a request that ended as ${errorCode}`, async () => {
      const { client } = given();
      const { ended } = await tried(client, {}, { errorCode });
      assert.equal(ended.result, "waiting");
    });
  }

  test("it ends when its next try would come too late", async () => {
    const { client } = given();
    const { requestId, ended } = await tried(client, {}, { giveUpSeconds: 10 });
    assert.deepEqual([ended.result, ended.retry_seconds], ["stored", null]);
    const seen = await view(client, requestId);
    assert.deepEqual([seen.result_status, seen.error_code, seen.next_action], ["SYSTEM_ERROR", "NOT_SENT", null]);
  });

  for (const [what, facts] of [
    ["no time to give up is given", { giveUpSeconds: 0 }],
    ["the input was refused", { errorCode: "INPUT_INVALID" }],
    ["the outcome is unknown", unknownOutcome],
  ] as const) {
    test(`it ends at once when ${what}`, async () => {
      const { client } = given();
      assert.equal((await tried(client, {}, facts)).ended.result, "stored");
    });
  }

  test("a request that HIS did not ask the queue for ends at once, also where workers process all requests", async () => {
    const { client } = given();
    const { requestId, ended } = await tried(client, { mode: "async" });
    assert.equal(ended.result, "stored");
    assert.equal((await view(client, requestId)).error_code, "NOT_SENT");
  });

  test("what may have been acted on before is not sent again by itself", async () => {
    const { server, client } = given();
    const { requestId } = await tried(client, {}, unknownOutcome);
    const { row } = await claim(client, requestId, { replay: true, confirmed: true });
    const facts = { ...notSent, giveUpSeconds: GIVE_UP_SECONDS };
    assert.equal((await finishWith(client, requestId, Number(row?.attempt_id), facts)).result, "stored");
    assert.equal((await server.request(requestId)).status, "ERROR");
  });

  test("the finish of a request that waits again, repeated, says so and changes nothing", async () => {
    const { server, client } = given();
    const { requestId, again } = await tried(client);
    const { due_at } = await server.request(requestId);
    const ended = await again();
    assert.equal(ended.result, "waiting");
    assert.ok(Number(ended.retry_seconds) <= 10);
    assert.deepEqual((await server.request(requestId)).due_at, due_at);
  });

  test("a process that is started for it takes it before its time", async () => {
    const { client } = given();
    const { requestId } = await tried(client);
    const { row } = await claim(client, requestId);
    assert.deepEqual([row?.request_id, row?.attempt_no], [requestId, 2]);
  });

  test("a call for the same business act is joined to it", async () => {
    const { client } = given();
    const input = newInput();
    const { requestId } = await tried(client, { input });
    assert.equal(await call(client, { code: "9903", input }), requestId);
  });
}
