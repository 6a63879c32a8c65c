import assert from "node:assert/strict";
import { test } from "node:test";
import { call, finish, inspect } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken, unknownOutcome } from "./given.ts";

export function inspecting(given: Given): void {
  test("inspect says the version, and that this database is the accepted one and loses nothing", async () => {
    const { version, is_accepted, is_durability_forced, code_page } = await inspect(given().client);
    assert.deepEqual([version, is_accepted, is_durability_forced, typeof code_page], [2, 1, 0, "number"]);
  });

  test("inspect counts what waits, what is stuck and what nobody has reconciled", async () => {
    const { server, client } = given();
    const before = await inspect(client);
    await call(client, { code: "9901", input: newInput() });
    await finished(client, "9903", unknownOutcome);
    const stuck = await taken(client);
    await server.endLease(stuck.requestId);
    const after = await inspect(client);
    const rise = (name: string): number => Number(after[name]) - Number(before[name]);
    assert.deepEqual(
      ["pending_count", "unreconciled_count", "stuck_count"].map((name) => rise(name)),
      [1, 1, 1],
    );
    assert.ok(Number(after.oldest_pending_seconds) >= 0);
    assert.equal(await finish(client, stuck.requestId, stuck.attemptId), "stored");
  });

  test("inspect tells an attempt that the gateway refused from a reply", async () => {
    const { client } = given();
    await finished(client, "9901", { ...notSent, errorCode: "GATEWAY_REFUSED" });
    await finished(client, "9901");
    const { refused_seconds_ago, replied_seconds_ago } = await inspect(client);
    assert.ok(Number(refused_seconds_ago) >= 0 && Number(refused_seconds_ago) < 60);
    assert.ok(Number(replied_seconds_ago) >= 0 && Number(replied_seconds_ago) < 60);
  });
}
