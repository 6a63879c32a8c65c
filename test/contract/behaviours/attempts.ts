import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, errorNumberOf, finish } from "../../rig/procedures.ts";
import { type Given, taken } from "./given.ts";

export function attempts(given: Given): void {
  test("a further attempt closes the first and keeps its msgid", async () => {
    const { server, client } = given();
    const { requestId, attemptId, row } = await taken(client);
    const second = await attempt(client, requestId, attemptId, { outcome: "UNKNOWN" });
    assert.equal(second?.attempt_no, 2);

    const [closed, opened, ...others] = await server.attempts(requestId);
    assert.deepEqual(others, []);
    assert.equal(closed?.outcome, "UNKNOWN");
    assert.equal(closed?.http_status, 200);
    assert.equal(closed?.cause, "as the test says");
    assert.equal(closed?.request_body, '{"infno":"9901"}');
    assert.deepEqual(closed?.sent_at, new Date(2026, 0, 2, 3, 4, 5, 678));
    assert.ok(closed?.closed_at instanceof Date);
    assert.equal(opened?.attempt_id, second?.attempt_id);
    assert.equal(opened?.outcome, "SENDING");
    assert.equal(opened?.msgid, row.msgid);
    assert.equal((await server.request(requestId)).attempt_count, 2);
  });

  test("the same opening, repeated, gives the same attempt", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    const second = await attempt(client, requestId, attemptId);
    assert.deepEqual(await attempt(client, requestId, attemptId), second);
    assert.equal((await server.attempts(requestId)).length, 2);
  });

  test("an opening that comes again after a later attempt is open changes nothing", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    const second = await attempt(client, requestId, attemptId);
    const third = await attempt(client, requestId, Number(second?.attempt_id));
    assert.equal(third?.attempt_no, 3);
    assert.equal(await attempt(client, requestId, attemptId), undefined);
    assert.deepEqual(outcomesOf(await server.attempts(requestId)), ["NOT_SENT", "NOT_SENT", "SENDING"]);
  });

  test("an opening that nobody waits for any more opens nothing", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9903" });
    assert.equal(await errorNumberOf(attempt(client, requestId, attemptId, { awaitedMs: -1 })), 51015);
    assert.deepEqual(outcomesOf(await server.attempts(requestId)), ["SENDING"]);
  });

  test("a process past its lease opens no attempt", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await server.endLease(requestId);
    assert.equal(await attempt(client, requestId, attemptId), undefined);
    assert.deepEqual(outcomesOf(await server.attempts(requestId)), ["SENDING"]);
  });

  test("a process that never had the lease opens no attempt", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    assert.equal(await attempt(client, requestId, attemptId, { process: 2 }), undefined);
    assert.deepEqual(outcomesOf(await server.attempts(requestId)), ["SENDING"]);
  });

  test("a process whose request was finished opens no attempt", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client);
    await finish(client, requestId, attemptId);
    assert.equal(await attempt(client, requestId, attemptId), undefined);
    assert.deepEqual(outcomesOf(await server.attempts(requestId)), ["REPLIED"]);
  });

  for (const [code, what] of [
    ["9902", "an upload"],
    ["9903", "a settlement"],
  ] as const) {
    test(`${what} that may have left is not sent again, one that did not leave is`, async () => {
      const { server, client } = given();
      const { requestId, attemptId } = await taken(client, { code });
      assert.equal(await attempt(client, requestId, attemptId, { outcome: "UNKNOWN" }), undefined);
      assert.deepEqual(outcomesOf(await server.attempts(requestId)), ["SENDING"]);
      assert.equal((await attempt(client, requestId, attemptId, { outcome: "NOT_SENT" }))?.attempt_no, 2);
    });
  }
}

function outcomesOf(rows: readonly { readonly [column: string]: unknown }[]): readonly unknown[] {
  return rows.map((row) => row.outcome);
}
