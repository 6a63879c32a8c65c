import assert from "node:assert/strict";
import { test } from "node:test";
import { call, errorNumberOf, finish, list, show } from "../../rig/procedures.ts";
import { finished, type Given, newInput, taken, unknownOutcome } from "./given.ts";

export function looking(given: Given): void {
  test("show gives a request with its attempt and its reply", async () => {
    const { client } = given();
    const { requestId, row } = await finished(client, "9903");
    const shown = await show(client, requestId);
    assert.ok(shown);
    assert.deepEqual(
      [shown.interface_name, shown.interface_class, shown.mode, shown.result_status, shown.response_data],
      ["结算", "C", "queue", "SUCCESS", '{"infcode":0}'],
    );
    const [attempt, ...others]: Record<string, unknown>[] = JSON.parse(String(shown.attempts));
    assert.deepEqual(others, []);
    assert.deepEqual(
      [attempt?.attempt_no, attempt?.msgid, attempt?.outcome, attempt?.sent_at, attempt?.cause, attempt?.duration_ms],
      [1, row.msgid, "REPLIED", "2026-01-02T03:04:05.678", "as the test says", 123],
    );
    assert.deepEqual([attempt?.request_body, attempt?.response_data], ['{"infno":"9901"}', '{"infcode":0}']);
  });

  test("show tells what was recorded as missing, and the lease of one in work", async () => {
    const { client } = given();
    const shown = await show(client, (await taken(client)).requestId);
    assert.ok(shown?.lease_until instanceof Date && shown.database_time instanceof Date);
    assert.ok(shown.lease_until > shown.database_time);
    const [attempt]: Record<string, unknown>[] = JSON.parse(String(shown.attempts));
    assert.deepEqual([attempt?.outcome, attempt?.closed_at, attempt?.infcode], ["SENDING", null, null]);
  });

  test("show names the newest request for the same business act that came later", async () => {
    const { client } = given();
    const input = newInput();
    const ids: number[] = [];
    for (const code of ["9903", "9903", "9903", "9901"]) {
      const { requestId, attemptId } = await taken(client, { code, input });
      await finish(client, requestId, attemptId);
      ids.push(requestId);
    }
    const later: unknown[] = [];
    for (const id of ids) later.push((await show(client, id))?.later_request_id);
    assert.deepEqual(later, [ids[2], ids[2], null, null]);
  });

  test("show gives no row for an unknown number, and no attempts before the first", async () => {
    const { client } = given();
    assert.equal(await show(client, 2_000_000_000), undefined);
    assert.equal((await show(client, await call(client, { input: newInput() })))?.attempts, null);
  });

  test("list gives the newest first, as many as are asked for", async () => {
    const { client } = given();
    const first = await call(client, { code: "9909", input: newInput() });
    const second = await call(client, { code: "9909", input: newInput() });
    assert.deepEqual((await list(client, { code: "9909", limit: 2 })).map(Number), [second, first]);
    assert.deepEqual((await list(client, { code: "9909", limit: 1 })).map(Number), [second]);
    assert.deepEqual(await list(client, { code: "9909", since: new Date(2999, 0, 1) }), []);
    assert.ok(!(await list(client, { status: "COMPLETED" })).includes(second));
  });

  test("list gives what a person has to record", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9904", unknownOutcome);
    const other = await call(client, { code: "9904", input: newInput() });
    const listed = await list(client, { code: "9904", unreconciled: true });
    assert.deepEqual([listed.includes(requestId), listed.includes(other)], [true, false]);
  });

  test("list refuses a limit of nothing", async () => {
    const { client } = given();
    assert.equal(await errorNumberOf(list(client, { limit: 0 })), 51001);
  });
}
