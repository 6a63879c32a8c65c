import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Client } from "../../rig/client.ts";
import { call, claim, type EndFacts, finish, finishWith, inspect, view } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken, unknownOutcome } from "./given.ts";

const AFTER = 3;
const unreached: EndFacts = { ...notSent, reached: false };
const reached: EndFacts = { reached: true };

/** A run of an async call, which nobody waits for here, that ends as told; gives what finish says of the outage. */
async function ranWith(client: Client, facts: EndFacts, mode = "async"): Promise<unknown> {
  const { requestId, attemptId } = await taken(client, { code: "9903", mode });
  return (await finishWith(client, requestId, attemptId, facts)).outage;
}

async function ranUnreached(client: Client, times = AFTER): Promise<readonly unknown[]> {
  const said = [];
  for (let each = 0; each < times; each++) said.push(await ranWith(client, unreached));
  return said;
}

/** Whether an async call is stored to be sent. */
async function isSent(client: Client): Promise<boolean> {
  const requestId = await call(client, { code: "9903", input: newInput(), mode: "async" });
  return (await view(client, requestId)).status === "PENDING";
}

export function holdingBack(given: Given): void {
  beforeEach(async () => {
    await finished(given().client, "9901", reached);
  });

  test("a sync call ends at once, with nothing sent, when so many runs in a row have reached nobody", async () => {
    const { server, client } = given();
    assert.deepEqual(await ranUnreached(client), [null, null, "begins"]);
    const requestId = await call(client, { code: "9903", input: newInput(), mode: "sync" });
    const seen = await view(client, requestId);
    assert.deepEqual(
      [seen.status, seen.result_status, seen.error_code, seen.attempt_count, seen.next_action],
      ["ERROR", "SYSTEM_ERROR", "NOT_SENT", 0, "未发送，可以重新办理"],
    );
    const said = /^从 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 起医保端连接不上或没有应答，本次请求未发送，请 10 秒后重新办理$/;
    assert.match(String(seen.err_msg), said);
    assert.deepEqual(JSON.parse(String(seen.response_data)), {
      error_code: "NOT_SENT",
      err_msg: seen.err_msg,
      faults: [],
    });
    assert.deepEqual(await server.attempts(requestId), []);
  });

  test("so does an async call; a request of the queue is stored as always", async () => {
    const { client } = given();
    await ranUnreached(client);
    assert.equal(await isSent(client), false);
    const queued = await call(client, { code: "9903", input: newInput() });
    assert.equal((await view(client, queued)).status, "PENDING");
  });

  test("a request that was sent and got no answer counts like one that could not be sent", async () => {
    const { client } = given();
    await ranUnreached(client, AFTER - 1);
    assert.equal(await ranWith(client, { ...unknownOutcome, reached: false }), "begins");
  });

  test("one call in ten seconds is sent", async () => {
    const { server, client } = given();
    await ranUnreached(client);
    await server.ageOutage(9);
    assert.equal(await isSent(client), false);
    await server.ageOutage(1);
    assert.deepEqual([await isSent(client), await isSent(client)], [true, false]);
    await server.ageOutage(10);
    assert.deepEqual([await isSent(client), await isSent(client)], [true, false]);
  });

  test("a probe that reaches nobody changes nothing, and a reply ends it", async () => {
    const { server, client } = given();
    await ranUnreached(client);
    await server.ageOutage(10);
    assert.equal(await ranWith(client, unreached), null);
    assert.equal(await isSent(client), false);
    await server.ageOutage(10);
    assert.equal(await ranWith(client, reached), "ends");
    assert.deepEqual([await isSent(client), await isSent(client)], [true, true]);
  });

  for (const [what, facts] of [
    ["a reply to a request of the queue", reached],
    ["a refusal by the gateway", { ...notSent, errorCode: "GATEWAY_REFUSED", reached: true }],
    ["a reply that nobody can read", { ...unknownOutcome, reached: true }],
  ] as const) {
    test(`${what} ends it too`, async () => {
      const { client } = given();
      await ranUnreached(client);
      assert.equal(await ranWith(client, facts, "queue"), "ends");
      assert.equal(await isSent(client), true);
    });
  }

  test("a reply between them ends the row of runs, and what says nothing of the insurer does not", async () => {
    const { client } = given();
    await ranUnreached(client, AFTER - 1);
    await ranWith(client, { ...notSent, errorCode: "INPUT_INVALID" });
    assert.equal(await ranWith(client, reached), null);
    assert.deepEqual(await ranUnreached(client, AFTER - 1), [null, null]);
    await ranWith(client, { ...notSent, errorCode: "DEADLINE" });
    assert.equal(await ranWith(client, unreached), "begins");
  });

  test("runs with more than the time between them are not in a row", async () => {
    const { server, client } = given();
    await ranUnreached(client, AFTER - 1);
    await server.ageOutage(61);
    assert.deepEqual(await ranUnreached(client, AFTER - 1), [null, null]);
    await server.ageOutage(59);
    assert.equal(await ranWith(client, unreached), "begins");
  });

  test("a run that began before the insurer answered does not count", async () => {
    const { client } = given();
    await ranUnreached(client, AFTER - 1);
    const began = await taken(client, { code: "9903", mode: "async" });
    await ranWith(client, reached);
    assert.equal((await finishWith(client, began.requestId, began.attemptId, unreached)).outage, null);
    assert.deepEqual(await ranUnreached(client, AFTER - 1), [null, null]);
  });

  test("what is older than the time, without a probe since, is forgotten", async () => {
    const { server, client } = given();
    await ranUnreached(client);
    await server.ageOutage(71);
    assert.deepEqual([await isSent(client), await isSent(client)], [true, true]);
    assert.equal(await ranWith(client, unreached), null);
    assert.equal(await isSent(client), true);
  });

  test("the runs of workers' requests and replays reach nobody without holding calls back", async () => {
    const { client } = given();
    for (let each = 0; each < AFTER; each++) assert.equal(await ranWith(client, unreached, "queue"), null);
    const { requestId } = await finished(client, "9901", notSent);
    for (let process = 2; process < 2 + AFTER; process++) {
      const { row } = await claim(client, requestId, { process, replay: true });
      const ended = await finishWith(client, requestId, Number(row?.attempt_id), { ...unreached, process });
      assert.equal(ended.outage, null);
    }
    assert.equal(await isSent(client), true);
  });

  test("a finish that is repeated counts once", async () => {
    const { client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9903", mode: "async" });
    for (let each = 0; each < AFTER; each++) await finish(client, requestId, attemptId, unreached);
    assert.equal(await isSent(client), true);
  });

  test("with 0 no call is held back, and those that are held back are sent again", async () => {
    const { server, client } = given();
    for (let each = 0; each < AFTER; each++) {
      assert.equal(await ranWith(client, { ...unreached, failFastAfter: 0 }), null);
    }
    assert.equal(await isSent(client), true);
    await ranUnreached(client);
    await server.ageOutage(10);
    assert.equal(await ranWith(client, { ...unreached, failFastAfter: 0 }), "ends");
    assert.equal(await isSent(client), true);
  });

  test("a call that was held back is replayed without a confirmation, also of class C, and under its msgid", async () => {
    const { client } = given();
    await ranUnreached(client);
    const requestId = await call(client, { code: "9903", input: newInput(), mode: "sync" });
    const { msgid } = await view(client, requestId);
    const { row } = await claim(client, requestId, { replay: true });
    assert.deepEqual([row?.attempt_no, row?.msgid], [1, msgid]);
    assert.equal(await finish(client, requestId, Number(row?.attempt_id)), "stored");
    assert.equal((await view(client, requestId)).result_status, "SUCCESS");
  });

  test("a call that was held back is in no other call's way", async () => {
    const { server, client } = given();
    await ranUnreached(client);
    const input = newInput();
    const held = await call(client, { code: "9903", input, mode: "sync" });
    await server.ageOutage(10);
    const next = await call(client, { code: "9903", input, mode: "async" });
    assert.notEqual(next, held);
    assert.equal((await view(client, next)).status, "PENDING");
  });

  test("a sync call that is joined to a waiting row of the queue returns, and the row waits on", async () => {
    const { client } = given();
    await ranUnreached(client);
    const input = newInput();
    const requestId = await call(client, { code: "9903", input });
    assert.equal(await call(client, { code: "9903", input, mode: "sync" }), requestId);
    assert.equal((await view(client, requestId)).status, "PENDING");
  });

  test("a call that another one blocks says so, and takes no probe", async () => {
    const { server, client } = given();
    const bill = (text: number) => `{"psn_no":"1","bill_no":"held back","text":${text}}`;
    await call(client, { code: "9903", input: bill(1) });
    await ranUnreached(client);
    await server.ageOutage(10);
    const blocked = await call(client, { code: "9903", input: bill(2), mode: "sync" });
    assert.equal((await view(client, blocked)).error_code, "BLOCKED");
    assert.deepEqual([await isSent(client), await isSent(client)], [true, false]);
  });

  test("the view has a row while calls are held back, and none otherwise", async () => {
    const { server, client } = given();
    const select = "SELECT * FROM v_medical_insurance_outage";
    assert.deepEqual(await client.query(select), []);
    await ranUnreached(client);
    const [row, ...others] = await client.query(select);
    assert.deepEqual([row?.unreached_count, others], [AFTER, []]);
    const { held_since, unreached_since, probe_at } = row ?? {};
    assert.ok(held_since instanceof Date && unreached_since instanceof Date && probe_at instanceof Date);
    assert.ok(unreached_since <= held_since);
    assert.equal(probe_at.getTime() - held_since.getTime(), 10_000);
    await server.ageOutage(71);
    assert.deepEqual(await client.query(select), []);
  });

  test("inspect says the same", async () => {
    const { client } = given();
    const before = await inspect(client);
    assert.deepEqual([before.held_since, before.unreached_since, before.unreached_count], [null, null, null]);
    await ranUnreached(client);
    const [{ held_since, unreached_since } = {}] = await client.query("SELECT * FROM v_medical_insurance_outage");
    const after = await inspect(client);
    assert.deepEqual(
      [after.held_since, after.unreached_since, after.unreached_count],
      [held_since, unreached_since, AFTER],
    );
  });
}
