import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, call, claim, errorNumberOf, finish, holds, next, tokenOf } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken } from "./given.ts";

export function claiming(given: Given): void {
  test("a claim gives the request and opens its first attempt", async () => {
    const { server, client } = given();
    const requestId = await call(client, { code: "9903", input: '{"psn_name":"张三","n":"first attempt"}' });
    const { row, refusal } = await claim(client, requestId);
    assert.equal(refusal, null);
    assert.equal(row?.request_id, requestId);
    assert.equal(row?.interface_code, "9903");
    assert.equal(row?.interface_class, "C");
    assert.equal(row?.input_data, '{"psn_name":"张三","n":"first attempt"}');
    assert.equal(row?.mode, "queue");
    assert.equal(row?.attempt_no, 1);
    assert.match(String(row?.msgid), /^H12345678901\d{14}\d{4}$/);
    assert.ok(row?.claimed_at instanceof Date);

    const [opened, ...others] = await server.attempts(requestId);
    assert.deepEqual(others, []);
    assert.equal(opened?.attempt_id, row?.attempt_id);
    assert.equal(opened?.outcome, "SENDING");
    assert.equal(opened?.msgid, row?.msgid);
    assert.equal(opened?.lease_token, tokenOf(requestId));
    assert.equal(opened?.lease_owner, "host 1 pid 1");
    assert.equal(opened?.requested_by, "HIS");
    assert.equal(opened?.closed_at, null);

    const request = await server.request(requestId);
    assert.equal(request.status, "PROCESSING");
    assert.equal(request.lease_token, tokenOf(requestId));
    assert.equal(request.attempt_count, 1);
  });

  test("of eight claims at once one wins and the others are told TAKEN", async () => {
    const { server, client } = given();
    const requestId = await call(client, { code: "9903", input: newInput() });
    const clients = await Promise.all(Array.from({ length: 8 }, () => server.connect()));
    const claims = await Promise.all(clients.map((each, index) => claim(each, requestId, { token: numbered(index) })));
    assert.equal(claims.filter(({ row }) => row !== undefined).length, 1);
    assert.deepEqual(claims.map(({ refusal }) => refusal ?? "claimed").sort(), [...Array(7).fill("TAKEN"), "claimed"]);
    assert.equal((await server.attempts(requestId)).length, 1);
  });

  test("the token that holds a request is given it again without a further attempt", async () => {
    const { server, client } = given();
    const { requestId, row } = await taken(client);
    assert.deepEqual(await claim(client, requestId), { row, refusal: null });
    assert.equal((await server.attempts(requestId)).length, 1);
  });

  test("the token is given its latest attempt when it has opened a further one", async () => {
    const { client } = given();
    const { requestId, attemptId } = await taken(client);
    const second = await attempt(client, requestId, attemptId);
    const { row } = await claim(client, requestId);
    assert.equal(row?.attempt_id, second?.attempt_id);
    assert.equal(row?.attempt_no, 2);
  });

  test("a token that held a request and no longer does never claims again: its process has gone", async () => {
    const { server, client } = given();
    const { requestId } = await finished(client, "9903", notSent);
    assert.deepEqual(await claim(client, requestId), { row: undefined, refusal: "DONE" });
    assert.deepEqual(await claim(client, requestId, { replay: true }), { row: undefined, refusal: "DONE" });
    const another = await call(client, { code: "9903", input: newInput() });
    assert.deepEqual(await claim(client, another, { token: tokenOf(requestId) }), {
      row: undefined,
      refusal: "TAKEN",
    });
    assert.equal((await server.request(requestId)).status, "ERROR");
    assert.equal((await server.request(another)).status, "PENDING");
    assert.deepEqual(await server.attempts(another), []);
  });

  test("a token is not given its request again when its lease has ended", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client);
    await server.endLease(requestId);
    assert.deepEqual(await claim(client, requestId), { row: undefined, refusal: "TAKEN" });
  });

  test("a process that holds its request may make the class stricter, and never weaker", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client, { code: "9902" });
    for (const [process, asked, stored] of [
      [2, "C", "B"],
      [1, "A", "B"],
      [1, "C", "C"],
      [1, "B", "C"],
    ] as const) {
      assert.equal(await holds(client, requestId, process, asked), process === 1);
      assert.equal((await server.request(requestId)).interface_class, stored);
    }
  });

  test("a request that becomes stricter is not sent when an earlier attempt may have been acted on", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId, {});
    await claim(client, requestId, { process: 2, replay: true });
    assert.equal(await holds(client, requestId, 2, "C"), false);
    // Its first answer may have been lost.
    assert.equal(await holds(client, requestId, 2, "C"), false);
    assert.equal((await server.request(requestId)).interface_class, "C");
  });

  test("a process is told whether it holds its request", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9903" });
    assert.equal(await holds(client, requestId), true);
    assert.equal(await holds(client, requestId, 2), false);
    await server.endLease(requestId);
    assert.equal(await holds(client, requestId), false);
    await finish(client, requestId, attemptId);
    assert.equal(await holds(client, requestId), false);
    assert.equal(await holds(client, 2_000_000_000), false);
  });

  test("a claim that nobody waits for any more takes nothing", async () => {
    const { server, client } = given();
    const requestId = await call(client);
    assert.equal(await errorNumberOf(claim(client, requestId, { awaitedMs: -1 })), 51015);
    assert.equal((await server.request(requestId)).status, "PENDING");
    assert.deepEqual(await server.attempts(requestId), []);
  });

  test("a request past its lease stays taken until it is rescued", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client);
    await server.endLease(requestId);
    assert.deepEqual(await claim(client, requestId, { process: 2 }), { row: undefined, refusal: "TAKEN" });
  });

  test("a request that does not exist is refused as MISSING", async () => {
    assert.deepEqual(await claim(given().client, 2_000_000_000), { row: undefined, refusal: "MISSING" });
  });

  test("a final request is refused as DONE", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9901");
    assert.deepEqual(await claim(client, requestId, { process: 2 }), { row: undefined, refusal: "DONE" });
  });

  test("a processor of another version is refused with 51010 and nothing is changed", async () => {
    const { server, client } = given();
    const requestId = await call(client);
    assert.equal(await errorNumberOf(claim(client, requestId, { version: 3 })), 51010);
    assert.equal(await errorNumberOf(next(client, { version: 3 })), 51010);
    assert.equal((await server.request(requestId)).status, "PENDING");
    assert.deepEqual(await server.attempts(requestId), []);
  });
}

function numbered(index: number): string {
  return `00000000-0000-4000-8000-00000000000${index}`;
}
