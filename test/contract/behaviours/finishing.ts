import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, claim, finish, rescue, resolve, unreconciled, view } from "../../rig/procedures.ts";
import { type Given, notSent, taken, unknownOutcome } from "./given.ts";

export function finishing(given: Given): void {
  test("a finish stores the response, the attempt and the state", async () => {
    const { server, client } = given();
    const { requestId, attemptId, row } = await taken(client, { code: "9903" });
    const facts = { errMsg: "成功", responseData: '{"infcode":0,"output":{"psn_name":"张三𠮷😀"}}' };
    assert.equal(await finish(client, requestId, attemptId, facts), "stored");

    const seen = await view(client, requestId);
    assert.equal(seen.status, "COMPLETED");
    assert.equal(seen.response_data, '{"infcode":0,"output":{"psn_name":"张三𠮷😀"}}');
    assert.equal(seen.infcode, "0");
    assert.equal(seen.err_msg, "成功");
    assert.equal(seen.duration_ms, 123);
    assert.equal(seen.msgid, row.msgid);
    const [closed] = await server.attempts(requestId);
    assert.equal(closed?.outcome, "REPLIED");
    assert.equal(closed?.request_body, '{"infno":"9901"}');
    const request = await server.request(requestId);
    assert.equal(request.lease_token, null);
    assert.equal(request.lease_until, null);
  });

  test("an unknown outcome of a query, which only a stricter schema of the hospital has, is a line for a person", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId, unknownOutcome);
    assert.equal((await server.request(requestId)).interface_class, "C");
    assert.equal((await unreconciled(client, requestId))?.reason, "OUTCOME_UNKNOWN");
    assert.equal((await claim(client, requestId, { process: 2, replay: true })).refusal, "CONFIRM");
  });

  test("a finish, repeated, changes nothing and says already", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId);
    assert.equal(await finish(client, requestId, attemptId, notSent), "already");
    assert.equal((await view(client, requestId)).status, "COMPLETED");
    assert.equal(await server.responseCount(requestId), 1);
  });

  test("a finish with another's token changes nothing and says unknown", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    assert.equal(await finish(client, requestId, attemptId, { process: 2 }), "unknown");
    assert.equal(await finish(client, requestId, attemptId + 1_000_000), "unknown");
    assert.equal((await server.request(requestId)).status, "PROCESSING");
    assert.equal(await server.responseCount(requestId), 0);
  });

  test("a process past its lease still finishes", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9903" });
    await server.endLease(requestId);
    assert.equal(await finish(client, requestId, attemptId), "stored");
  });

  for (const code of ["9902", "9903"]) {
    test(`a reply that comes after the rescue completes an unknown outcome of ${code}`, async () => {
      const { server, client } = given();
      const { requestId, attemptId } = await taken(client, { code });
      await server.endLease(requestId);
      await rescue(client, requestId);
      assert.equal((await view(client, requestId)).error_code, "OUTCOME_UNKNOWN");
      assert.equal(await finish(client, requestId, attemptId), "stored");
      const seen = await view(client, requestId);
      assert.equal(seen.result_status, "SUCCESS");
      assert.equal(seen.response_data, '{"infcode":0}');
      assert.equal(seen.error_code, null);
    });
  }

  test("a reply that comes after the rescue completes a queued query that waits to be run again", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await server.endLease(requestId);
    await rescue(client, requestId);
    assert.equal((await view(client, requestId)).status, "PENDING");
    assert.equal(await finish(client, requestId, attemptId), "stored");
    assert.equal((await view(client, requestId)).result_status, "SUCCESS");
  });

  test("a late finish that has no reply leaves a request that waits to be run again", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await server.endLease(requestId);
    await rescue(client, requestId);
    assert.equal(await finish(client, requestId, attemptId, notSent), "kept");
    assert.equal((await view(client, requestId)).status, "PENDING");
    assert.equal((await server.attempts(requestId))[0]?.outcome, "NOT_SENT");
  });

  test("the process itself may say after the rescue that nothing was sent", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9903" });
    await server.endLease(requestId);
    await rescue(client, requestId);
    assert.equal(await finish(client, requestId, attemptId, notSent), "stored");
    assert.equal((await view(client, requestId)).error_code, "NOT_SENT");
  });

  test("a late reply is kept and does not overwrite a later attempt", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9903" });
    await server.endLease(requestId);
    await rescue(client, requestId);
    const second = await claim(client, requestId, { process: 2, replay: true, confirmed: true });
    assert.equal(await finish(client, requestId, attemptId, { responseData: '{"infcode":0,"first":1}' }), "kept");
    assert.equal((await view(client, requestId)).status, "PROCESSING");
    const facts = { process: 2, responseData: '{"infcode":0,"second":2}' };
    assert.equal(await finish(client, requestId, Number(second.row?.attempt_id), facts), "stored");
    assert.equal((await view(client, requestId)).response_data, '{"infcode":0,"second":2}');
    assert.equal(await server.responseCount(requestId), 3);
  });

  test("a reply to an attempt that was given up for a further one is kept", async () => {
    const { client } = given();
    const { requestId, attemptId } = await taken(client);
    const second = await attempt(client, requestId, attemptId, { outcome: "UNKNOWN" });
    assert.equal(await finish(client, requestId, attemptId), "already");
    assert.equal(await finish(client, requestId, Number(second?.attempt_id)), "stored");
  });

  test("a late reply completes what a person had found to have happened, not what was reversed", async () => {
    const { server, client } = given();
    for (const [resolution, result] of [
      ["happened", "stored"],
      ["reversed", "kept"],
    ] as const) {
      const { requestId, attemptId } = await taken(client, { code: "9903" });
      await server.endLease(requestId);
      await rescue(client, requestId);
      await resolve(client, requestId, resolution);
      assert.equal(await finish(client, requestId, attemptId), result);
    }
  });

  test("err_msg is cut at 500 characters", async () => {
    const { client } = given();
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId, { ...unknownOutcome, errMsg: "错".repeat(501) });
    assert.equal((await view(client, requestId)).err_msg, "错".repeat(500));
  });

  test("err_msg is never cut inside a surrogate pair", async (t) => {
    const { server, client } = given();
    if (server.isBabelfish) return t.skip("Babelfish counts a pair as one character and then cannot send it");
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId, { ...unknownOutcome, errMsg: `${"错".repeat(499)}𠮷` });
    assert.equal((await view(client, requestId)).err_msg, "错".repeat(499));
  });

  test("a reply that is no JSON is kept inside one", async () => {
    const { client } = given();
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId, { ...unknownOutcome, errMsg: "无法识别", responseData: '<html>"' });
    const seen = await view(client, requestId);
    assert.deepEqual(JSON.parse(String(seen.response_data)), {
      error_code: "OUTCOME_UNKNOWN",
      err_msg: "无法识别",
      faults: [],
      raw: '<html>"',
    });
  });
}
