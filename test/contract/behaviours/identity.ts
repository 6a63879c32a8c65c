import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { call, claim, errorNumberOf, next, rescue, view } from "../../rig/procedures.ts";
import { type Given, newInput } from "./given.ts";

export function identity(given: Given): void {
  test("a claim keeps the msgid that the call made", async () => {
    const { server, client } = given();
    const requestId = await call(client, { code: "9903", input: newInput() });
    const { msgid } = await server.request(requestId);
    assert.match(String(msgid), /^H12345678901\d{18}$/);
    assert.equal((await claim(client, requestId)).row?.msgid, msgid);
  });

  test("a worker keeps the msgid that the call made", async () => {
    const { server, client } = given();
    while ((await next(client, { token: randomUUID() })) !== undefined);
    const requestId = await call(client, { code: "9903", input: newInput() });
    const row = await next(client, { token: randomUUID() });
    assert.equal(row?.msgid, (await server.request(requestId)).msgid);
  });

  test("without the institution's code the first claim makes the msgid, and the next call has the code from it", async () => {
    const { server, client } = given();
    await server.forgetInstitution();
    const first = await call(client);
    assert.equal((await server.request(first)).msgid, null);
    assert.match(String((await claim(client, first)).row?.msgid), /^H12345678901\d{18}$/);
    assert.match(String((await server.request(await call(client))).msgid), /^H12345678901\d{18}$/);
  });

  test("a processor of another institution sends what waits under a msgid of its own", async () => {
    const { server, client } = given();
    const requestId = await call(client);
    const { row } = await claim(client, requestId, { fixmedinsCode: "H99999999999" });
    assert.match(String(row?.msgid), /^H99999999999\d{18}$/);
    assert.equal((await server.request(requestId)).msgid, row?.msgid);
  });

  test("in a database that nobody has accepted nothing is claimed, and then what was stored is, under the same msgid", async () => {
    const { server, client } = given();
    const before = await call(client, { code: "9903", input: newInput() });
    await server.becomeAnother();
    const after = await call(client, { code: "9903", input: newInput() });
    for (const requestId of [before, after]) {
      assert.equal(await errorNumberOf(claim(client, requestId)), 51011);
      assert.equal((await server.request(requestId)).status, "PENDING");
      assert.deepEqual(await server.attempts(requestId), []);
    }
    assert.equal(await errorNumberOf(next(client, { token: randomUUID() })), 51011);

    const { msgid } = await server.request(before);
    await server.acceptDatabase();
    await server.acceptDatabase();
    assert.equal((await claim(client, before)).row?.msgid, msgid);
    assert.equal((await claim(client, after)).row?.attempt_no, 1);
  });

  const facts = ["server_name", "database_name", "created_at", "database_guid", "recovery_fork_guid"] as const;
  for (const fact of facts) {
    test(`nothing is claimed where only the ${fact} is another than the accepted one`, async (t) => {
      const { server, client } = given();
      if (server.isBabelfish && fact.endsWith("_guid")) return t.skip("Babelfish has no sys.database_recovery_status");
      const requestId = await call(client);
      await server.becomeAnother(fact);
      const number = await errorNumberOf(claim(client, requestId));
      await server.acceptDatabase();
      assert.equal(number, 51011);
      assert.equal((await claim(client, requestId)).row?.attempt_no, 1);
    });
  }

  test("what a restored database waits for may have been sent before: nobody is told that it was not", async () => {
    const { server, client } = given();
    const [money, question] = [await call(client, { code: "9903", input: newInput() }), await call(client)];
    const queued = await call(client, { code: "9903", input: newInput() });
    for (const requestId of [money, question]) await server.makeOld(requestId, "sync");
    await server.becomeAnother();
    assert.equal(await rescue(client), 0);
    await server.acceptDatabase();
    const { error_code, err_msg } = await view(client, money);
    assert.deepEqual(
      [error_code, err_msg],
      [
        "OUTCOME_UNKNOWN",
        "数据库被还原、复制、移动或改名，此前可能已发送，结果未知，请勿重复办理，请按 next_action 核实",
      ],
    );
    assert.equal((await claim(client, money, { replay: true })).refusal, "CONFIRM");
    assert.equal((await server.request(queued)).status, "PENDING");
    await rescue(client, question);
    assert.equal((await view(client, question)).error_code, "LAUNCH_FAILED");
  });

  test("a DBA may have everything set aside that waits", async () => {
    const { server, client } = given();
    const queued = await call(client, { code: "9902", input: newInput() });
    await server.becomeAnother();
    await server.acceptDatabase(true);
    assert.equal((await view(client, queued)).error_code, "OUTCOME_UNKNOWN");
    const after = await call(client, { code: "9902", input: newInput() });
    await server.acceptDatabase(true);
    assert.equal((await server.request(after)).status, "PENDING");
  });
}
