import assert from "node:assert/strict";
import { test } from "node:test";
import { call, claim, finish, rescue, resolve, tokenOf } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken, unknownOutcome } from "./given.ts";

const again = { process: 2, replay: true };
const confirmed = { ...again, confirmed: true };

export function replaying(given: Given): void {
  test("what was never sent is replayed freely with the same msgid", async () => {
    const { server, client } = given();
    const { requestId, row } = await finished(client, "9903", notSent);
    const replay = await claim(client, requestId, again);
    assert.equal(replay.refusal, null);
    assert.equal(replay.row?.msgid, row.msgid);
    assert.equal(replay.row?.attempt_no, 2);
    const request = await server.request(requestId);
    assert.equal(request.error_code, null);
    assert.equal(request.lease_token, tokenOf(requestId, 2));
  });

  test("a query that was never sent is replayed freely, whatever HIS has asked since", async () => {
    const { client } = given();
    const facts = { code: "9901", input: newInput() };
    const first = await taken(client, facts);
    assert.equal(await finish(client, first.requestId, first.attemptId, notSent), "stored");
    await taken(client, facts);
    assert.equal((await claim(client, first.requestId, again)).row?.attempt_no, 2);
  });

  test("an answered query is replayed freely with a new msgid", async () => {
    const { client } = given();
    const { requestId, row } = await finished(client, "9901");
    const replay = await claim(client, requestId, again);
    assert.equal(replay.row?.attempt_no, 2);
    assert.notEqual(replay.row?.msgid, row.msgid);
  });

  for (const code of ["9902", "9903"]) {
    test(`an answered request of ${code} is replayed only when confirmed, with a new msgid`, async () => {
      const { server, client } = given();
      const { requestId, row } = await finished(client, code);
      assert.deepEqual(await claim(client, requestId, again), { row: undefined, refusal: "CONFIRM" });
      assert.equal((await server.attempts(requestId)).length, 1);
      const replay = await claim(client, requestId, confirmed);
      assert.notEqual(replay.row?.msgid, row.msgid);
    });

    test(`an unknown outcome of ${code} is replayed only when confirmed, with the same msgid`, async () => {
      const { client } = given();
      const { requestId, row } = await finished(client, code, unknownOutcome);
      assert.deepEqual(await claim(client, requestId, again), { row: undefined, refusal: "CONFIRM" });
      const replay = await claim(client, requestId, confirmed);
      assert.equal(replay.row?.msgid, row.msgid);
    });
  }

  test("a request that a dead processor left in doubt is replayed only when confirmed", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client, { code: "9903" });
    await server.endLease(requestId);
    await rescue(client, requestId);
    assert.deepEqual(await claim(client, requestId, again), { row: undefined, refusal: "CONFIRM" });
    assert.equal((await claim(client, requestId, confirmed)).row?.attempt_no, 2);
  });

  test("a request that was never started is replayed freely", async () => {
    const { server, client } = given();
    const requestId = await call(client, { code: "9903", input: newInput() });
    await server.makeOld(requestId, "sync");
    await rescue(client, requestId);
    assert.equal((await claim(client, requestId, again)).row?.attempt_no, 1);
  });

  test("a confirmed replay that sent nothing leaves the doubt before it, and asks again", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9903", unknownOutcome);
    const replay = await claim(client, requestId, confirmed);
    const end = { ...notSent, process: 2 };
    assert.equal(await finish(client, requestId, Number(replay.row?.attempt_id), end), "stored");
    assert.deepEqual(await claim(client, requestId, again), { row: undefined, refusal: "CONFIRM" });
  });

  test("what a person recorded as done is sent again by no confirmation", async () => {
    const { server, client } = given();
    const { requestId } = await finished(client, "9903", unknownOutcome);
    await resolve(client, requestId, "happened");
    assert.deepEqual(await claim(client, requestId, confirmed), { row: undefined, refusal: "HAPPENED" });
    assert.equal((await server.request(requestId)).resolution, "happened");
  });

  test("what a person recorded stays with the attempt when the request is sent again", async () => {
    const { server, client } = given();
    const { requestId } = await finished(client, "9903", unknownOutcome);
    await resolve(client, requestId, "did_not_happen");
    assert.equal((await claim(client, requestId, confirmed)).row?.attempt_no, 2);
    const [before] = await server.attempts(requestId);
    assert.match(
      String(before?.cause),
      /^as the test says \[resolved did_not_happen by .+ at \d{4}-\d\d-\d\d [\d:.]{8,12}: .*\]$/,
    );
    const { resolution, resolved_at, resolved_by } = await server.request(requestId);
    assert.deepEqual([resolution, resolved_at, resolved_by], [null, null, null]);
  });

  test("a request in work is not replayed, confirmed or not", async () => {
    const { client } = given();
    const { requestId } = await taken(client, { code: "9903" });
    assert.deepEqual(await claim(client, requestId, confirmed), { row: undefined, refusal: "TAKEN" });
  });
}
