import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { attempt, call, claim, rescue, view } from "../../rig/procedures.ts";
import { type Given, newInput, taken } from "./given.ts";

export function rescuing(given: Given): void {
  test("a request in work within its lease is left alone", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client, { code: "9903" });
    assert.equal(await rescue(client, requestId), 0);
    assert.equal((await server.request(requestId)).status, "PROCESSING");
  });

  for (const [code, kind] of [
    ["9902", "upload"],
    ["9903", "settlement"],
  ] as const) {
    test(`an ${kind} whose processor died has an unknown outcome`.replace("an s", "a s"), async () => {
      const { server, client } = given();
      const { requestId, attemptId } = await taken(client, { code });
      await server.endLease(requestId);
      assert.equal(await rescue(client, requestId), 1);
      const seen = await view(client, requestId);
      assert.equal(seen.status, "ERROR");
      assert.equal(seen.error_code, "OUTCOME_UNKNOWN");
      assert.equal(seen.infcode, null);
      assert.equal(seen.err_msg, "医保处理程序异常退出，结果未知，请勿重复办理，请按 next_action 核实");
      assert.deepEqual(JSON.parse(String(seen.response_data)), {
        error_code: "OUTCOME_UNKNOWN",
        err_msg: "医保处理程序异常退出，结果未知，请勿重复办理，请按 next_action 核实",
        faults: [],
      });
      const [given_up] = await server.attempts(requestId);
      assert.equal(given_up?.attempt_id, attemptId);
      assert.equal(given_up?.outcome, "UNKNOWN");
      assert.equal(given_up?.closed_at, null);
      assert.equal((await server.request(requestId)).lease_token, null);
    });
  }

  test("a query of sync mode whose processor died is abandoned", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client);
    await server.makeOld(requestId, "sync");
    await server.endLease(requestId);
    assert.equal(await rescue(client, requestId), 1);
    const seen = await view(client, requestId);
    assert.equal(seen.status, "ERROR");
    assert.equal(seen.error_code, "ABANDONED");
    assert.equal(seen.err_msg, "医保处理程序异常退出，查询没有得到结果，可以重新查询");
  });

  test("a query of the queue whose processor died waits to be run again", async () => {
    const { server, client } = given();
    const { requestId } = await taken(client);
    await server.endLease(requestId);
    assert.equal(await rescue(client, requestId), 1);
    assert.equal((await view(client, requestId)).status, "PENDING");
    assert.equal((await server.attempts(requestId))[0]?.outcome, "UNKNOWN");
    assert.equal(await server.responseCount(requestId), 0);
  });

  test("a query of the queue on which three processors died is abandoned", async () => {
    const { server, client } = given();
    const requestId = await call(client, { input: newInput() });
    const states: unknown[] = [];
    for (let death = 1; death <= 3; death++) {
      assert.ok((await claim(client, requestId, { token: randomUUID() })).row);
      await server.endLease(requestId);
      assert.equal(await rescue(client, requestId), 1);
      const { status, error_code } = await view(client, requestId);
      states.push([status, error_code]);
    }
    assert.deepEqual(states, [
      ["PENDING", null],
      ["PENDING", null],
      ["ERROR", "ABANDONED"],
    ]);
    assert.equal(await server.responseCount(requestId), 1);
  });

  test("an attempt whose processor reported does not count as a death", async () => {
    const { server, client } = given();
    const requestId = await call(client, { input: newInput() });
    for (let death = 1; death <= 2; death++) {
      const token = randomUUID();
      const { row } = await claim(client, requestId, { token });
      assert.ok(await attempt(client, requestId, Number(row?.attempt_id), { token, outcome: "NOT_SENT" }));
      await server.endLease(requestId);
      assert.equal(await rescue(client, requestId), 1);
    }
    assert.equal((await server.attempts(requestId)).length, 4);
    assert.equal((await view(client, requestId)).status, "PENDING");
  });

  for (const [mode, err_msg] of [
    ["sync", "医保处理程序没有启动，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户"],
    [
      "async",
      "医保处理程序没有启动，或随启动它的进程一起被结束，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户；总是如此时请改用 queue 模式",
    ],
  ] as const) {
    test(`a request of mode ${mode} that nobody took for a minute was not launched, and says what can be the reason`, async () => {
      const { server, client } = given();
      const requestId = await call(client, { code: "9903", input: newInput() });
      await server.makeOld(requestId, mode);
      assert.equal(await rescue(client, requestId), 1);
      const seen = await view(client, requestId);
      assert.deepEqual(
        [seen.status, seen.error_code, seen.err_msg, seen.next_action],
        ["ERROR", "LAUNCH_FAILED", err_msg, null],
      );
      assert.deepEqual(await server.attempts(requestId), []);
    });
  }

  test("a request of the queue may wait for ever", async () => {
    const { server, client } = given();
    const requestId = await call(client);
    assert.equal(await rescue(client, requestId), 0);
    assert.equal((await server.request(requestId)).status, "PENDING");
  });

  test("a rescue without a number settles all that is due, once", async () => {
    const { server, client } = given();
    await rescue(client);
    const requests = [await taken(client, { code: "9903" }), await taken(client, { code: "9902" })];
    for (const { requestId } of requests) await server.endLease(requestId);
    assert.equal(await rescue(client), 2);
    assert.equal(await rescue(client), 0);
    for (const { requestId } of requests) assert.equal(await server.responseCount(requestId), 1);
  });

  test("the attempt that was open is given up, the closed ones stay as they were", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await taken(client, { code: "9902" });
    await attempt(client, requestId, attemptId, { outcome: "NOT_SENT" });
    await server.endLease(requestId);
    await rescue(client, requestId);
    assert.deepEqual(
      (await server.attempts(requestId)).map((row) => row.outcome),
      ["NOT_SENT", "UNKNOWN"],
    );
  });
}
