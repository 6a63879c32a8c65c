import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import type { Exit } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";

/** A run that did not get its request says so, exits 3 and leaves everything as it was. */
async function assertRefused(rig: Rig, id: number, exit: Exit, message: string): Promise<void> {
  assert.equal(exit.stdout.replace(/ \d+ ms: /, " N ms: "), `request ${id}: N ms: ${message}\n`);
  assert.deepEqual([exit.code, exit.stderr], [3, ""]);
  const { duration_ms, ...report } = JSON.parse((await rig.run(id, "--json")).stdout);
  assert.ok(Number.isInteger(duration_ms));
  assert.deepEqual(report, {
    request_id: id,
    interface_code: null,
    status: null,
    result_status: null,
    error_code: null,
    infcode: null,
    msgid: null,
    attempts: 0,
    exit_code: 3,
    message,
  });
}

suite("a request that cannot be claimed", { concurrency: 2 }, () => {
  for (const id of [7, 2_147_483_647]) {
    test(`request ${id}, which does not exist, is missed`, async (t) => {
      const rig = await rigFor(t);
      await assertRefused(rig, id, await rig.run(id), "there is no such request");
    });
  }

  test("a request that is COMPLETED is not sent again", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 0);
    const before = structuredClone([rig.request(id), rig.attempts(id), rig.responses(id)]);
    await assertRefused(rig, id, await rig.run(id), "it has ended already; use `processor replay` to send it again");
    assert.deepEqual([rig.request(id), rig.attempts(id), rig.responses(id)], before);
    assert.equal(rig.insurer.requests.length, 1);
  });

  test("a request that ended with ERROR is not sent again", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("1101", "[]");
    assert.equal((await rig.run(id)).code, 4);
    await assertRefused(rig, id, await rig.run(id), "it has ended already; use `processor replay` to send it again");
    assert.equal(rig.attempts(id).length, 1);
  });

  test("a request that another process is working on is left to it", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "1101");
    const id = rig.insert("1101", lookUp);
    const { ended } = rig.start(id);
    await hold.reached;
    const before = structuredClone([rig.request(id), rig.attempts(id)]);
    await assertRefused(rig, id, await rig.run(id), "another process is working on it");
    assert.deepEqual([rig.request(id), rig.attempts(id)], before);
    hold.release();
    assert.equal((await ended).code, 0);
    assert.equal(rig.insurer.requests.length, 1);
  });

  test("two processes that start at once send one request", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    const exits = await Promise.all([rig.run(id), rig.run(id)]);
    assert.deepEqual(exits.map(({ code }) => code).sort(), [0, 3]);
    assert.equal(rig.insurer.requests.length, 1);
    assert.equal(rig.attempts(id).length, 1);
  });
});
