import assert from "node:assert/strict";
import { test } from "node:test";
import { call, claim, finish, resolve, view, wait } from "../../rig/procedures.ts";
import { finished, type Given, newInput, taken, unknownOutcome } from "./given.ts";

export function calling(given: Given): void {
  test("a call stores the request and gives its number", async () => {
    const { server, client } = given();
    const requestId = await call(client, { input: '{"psn_name":"张三𠮷"}' });
    const request = await server.request(requestId);
    assert.equal(request.status, "PENDING");
    assert.equal(request.input_data, '{"psn_name":"张三𠮷"}');
    assert.equal(request.mode, "queue");
    assert.equal(request.interface_class, "A");
    assert.equal(request.attempt_count, 0);
    assert.match(String(request.msgid), /^H12345678901\d{18}$/);
  });

  test("an interface that the database does not know is of class C", async () => {
    const { server, client } = given();
    const requestId = await call(client, { code: "9909", input: newInput() });
    assert.equal((await server.request(requestId)).interface_class, "C");
  });

  test("the same settlement, still waiting, is joined", async () => {
    const { client } = given();
    const input = newInput();
    const requestId = await call(client, { code: "9903", input });
    assert.equal(await call(client, { code: "9903", input }), requestId);
    await claim(client, requestId);
    assert.equal(await call(client, { code: "9903", input }), requestId);
  });

  test("the same settlement, called twice in one transaction, is joined", async () => {
    const { client } = given();
    const input = newInput();
    await client.begin();
    const requestId = await call(client, { code: "9903", input });
    assert.equal(await call(client, { code: "9903", input }), requestId);
    await client.commit();
  });

  test("a call rescues what is due, but not inside HIS's transaction, which would hold the locks", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client, { code: "9903" });
    await server.endLease(requestId);
    await client.begin();
    await call(client);
    await client.commit();
    assert.equal((await server.request(requestId)).status, "PROCESSING");
    await call(client);
    assert.equal((await server.request(requestId)).error_code, "OUTCOME_UNKNOWN");
  });

  test("the same settlement is a new one when the first is answered", async () => {
    const { client } = given();
    const input = newInput();
    const first = await taken(client, { code: "9903", input });
    await finish(client, first.requestId, first.attemptId);
    assert.notEqual(await call(client, { code: "9903", input }), first.requestId);
  });

  test("the same settlement of unknown outcome is joined until a person has resolved it", async () => {
    const { client } = given();
    const input = newInput();
    const first = await taken(client, { code: "9903", input });
    await finish(client, first.requestId, first.attemptId, unknownOutcome);
    assert.equal(await call(client, { code: "9903", input }), first.requestId);
    await resolve(client, first.requestId, "did_not_happen");
    assert.notEqual(await call(client, { code: "9903", input }), first.requestId);
  });

  test("other input, another interface and other classes are not joined", async () => {
    const { client } = given();
    const input = newInput();
    const requestId = await call(client, { code: "9903", input });
    assert.notEqual(await call(client, { code: "9903", input: newInput() }), requestId);
    assert.notEqual(await call(client, { code: "9904", input }), requestId);
    const query = await call(client, { code: "9901", input });
    assert.notEqual(await call(client, { code: "9901", input }), query);
  });

  test("without xp_cmdshell an asynchronous call is left to a worker", async () => {
    const { server, client } = given();
    const requestId = await call(client, { mode: "async" });
    const request = await server.request(requestId);
    assert.equal(request.status, "PENDING");
    assert.equal(request.mode, "queue");
  });

  test("a sync call that is joined waits until the deadline of the process that has the request, and no longer", async () => {
    const { client } = given();
    const input = newInput();
    const requestId = await call(client, { code: "9903", input });
    // A lease is 30 s longer than the deadline.
    await claim(client, requestId, { leaseSeconds: 30 });
    assert.equal(await call(client, { code: "9903", input, mode: "sync" }), requestId);
    assert.equal((await view(client, requestId)).status, "PROCESSING");
  });

  test("wait gives 0 for a final request and 1 for one that stays open", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9901");
    assert.equal((await wait(client, requestId, 0)).status, 0);
    assert.equal((await wait(client, await call(client), 0)).status, 1);
  });

  test("wait returns as soon as the request is final", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    const other = await server.connect();
    const waiting = wait(other, requestId, 60);
    await finish(client, requestId, attemptId);
    assert.equal((await waiting).status, 0);
  });

  test("wait settles what a dead processor left", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client, { code: "9903" });
    await server.endLease(requestId);
    assert.equal((await wait(client, requestId, 30)).status, 0);
    assert.equal((await view(client, requestId)).error_code, "OUTCOME_UNKNOWN");
  });
}
