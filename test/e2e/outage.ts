import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";

/** Ten minutes without the insurer, a worker in each of them, and so many settlements in the queue: each is sent once, afterwards. */
export async function sufferOutage(context: TestContext, settlements: number): Promise<void> {
  const rig = await rigFor(context, { configuration: { retry: { max_attempts: 1 } } });
  const ids = Array.from({ length: settlements }, (_, number) => rig.insert("2207", settlement(number), "queue"));
  await rig.insurer.refuse();
  for (let minute = 0; minute < 10; minute++) {
    assert.equal((await rig.run("drain")).code, 6);
    passMinute(rig, ids);
  }
  await rig.insurer.accept();
  const { code, stdout } = await rig.run("drain");
  const all = `${settlements} finished (${settlements} SUCCESS)`;
  assert.deepEqual([code, stdout], [0, `drained: ${all}, 0 not stored\n`]);
  const sent = rig.insurer.sendingsOf("2207").map(({ msgid }) => msgid);
  assert.equal(sent.length, settlements);
  assert.deepEqual(new Set(sent), new Set(ids.map((id) => rig.request(id).msgid)));
  assert.ok(!readLog(rig.folder).some(({ message }) => message === "defect"));
}

/** What happened is a minute older, and every pause is over. */
function passMinute(rig: Rig, ids: readonly number[]): void {
  for (const row of ids.map((id) => rig.request(id))) {
    Object.assign(row, { create_time: new Date(row.create_time.getTime() - 60_000), due_at: new Date() });
  }
}
