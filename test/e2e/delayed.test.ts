import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";

const MINUTE = 60_000;

/** A rig whose database clock a test puts forward: the processor's own clock stays as it is. */
async function rigWithDatabaseClock(t: Parameters<typeof rigFor>[0]): Promise<{ rig: Rig; pass(ms: number): void }> {
  let passedMs = 0;
  const rig = await rigFor(t, { sql: { clock: () => new Date(Date.now() + passedMs) } });
  return {
    rig,
    pass(ms) {
      passedMs += ms;
    },
  };
}

suite("a call that is delayed on its way to the database", { concurrency: 2 }, () => {
  test("takes nothing when its processor has gone", async (t) => {
    const { rig, pass } = await rigWithDatabaseClock(t);
    const id = rig.insert("2207", settlement());
    const hold = rig.sql.faults.hold("sp_medical_insurance_claim", "before");
    const running = rig.start(id);
    await hold.reached;
    await running.kill();
    pass(MINUTE);
    hold.release();
    assert.equal((await rig.run(id)).code, 0);
    assert.deepEqual(
      rig.attempts(id).map(({ outcome }) => outcome),
      ["REPLIED"],
    );
  });

  test("of a worker takes no request of the queue when the worker has gone", async (t) => {
    const { rig, pass } = await rigWithDatabaseClock(t);
    const id = rig.insert("2207", settlement(), "queue");
    const hold = rig.sql.faults.hold("sp_medical_insurance_next", "before");
    const running = rig.start("drain");
    await hold.reached;
    await running.kill();
    pass(MINUTE);
    hold.release();
    assert.equal((await rig.run("drain")).stdout, "drained: 1 finished (1 SUCCESS), 0 not stored\n");
    assert.equal(rig.attempts(id).length, 1);
  });

  test("is repeated over a new connection when the processor still waits", async (t) => {
    const { rig, pass } = await rigWithDatabaseClock(t);
    const id = rig.insert("2207", settlement());
    const hold = rig.sql.faults.hold("sp_medical_insurance_claim", "before");
    const { ended } = rig.start(id);
    await hold.reached;
    pass(MINUTE);
    hold.release();
    assert.equal((await ended).code, 0);
    assert.equal(rig.sql.logins, 2);
    assert.equal(rig.attempts(id).length, 1);
  });
});
