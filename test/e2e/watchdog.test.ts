import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { ownQuery, writeOwnSchemas } from "../rig/own-schemas.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";

/** A hospital's own schema whose pattern needs time that doubles with each character of the bed's number. */
const endless = ownQuery("9999", { bed_no: { title: "床位号", type: "string", pattern: "^(a+)+$" } });

const SECONDS = 12;

async function rigWithEndless(t: Parameters<typeof rigFor>[0]): Promise<Rig> {
  const rig = await rigFor(t, {
    configuration: { interfaces_folder: "interfaces", sdk: { timeout: 1 }, run: { deadline_seconds: 7 } },
  });
  writeOwnSchemas(join(rig.folder, "interfaces"), { "9999.json": endless });
  return rig;
}

suite("a worker's watchdog", () => {
  test("ends a process that computes without an end, says so, and the next worker goes on", async (t) => {
    const rig = await rigWithEndless(t);
    const killer = rig.insert("9999", { bed_no: `${"a".repeat(60)}!` }, "queue");
    const behind = rig.insert("1101", lookUp, "queue");
    const { code, stdout, stderr } = await rig.run("drain");
    assert.deepEqual([code, stdout], [null, ""]);
    const words = `request ${killer} took more than ${SECONDS} s: this process is ended, and rescue ends the request\n`;
    assert.equal(stderr, words);
    const last = readLog(rig.folder).at(-1);
    assert.deepEqual(
      [last?.message, last?.level, last?.request_id, last?.seconds],
      ["ended by the watchdog", "error", killer, SECONDS],
    );
    assert.equal(rig.request(killer).status, "PROCESSING");
    assert.equal((await rig.run("drain")).stdout, "drained: 1 finished (1 SUCCESS), 0 not stored\n");
    assert.equal(rig.request(behind).status, "COMPLETED");
    assert.equal(rig.insurer.sendingsOf("9999").length, 0);
  });

  test("lets a worker with ordinary requests end as soon as the queue is empty", async (t) => {
    const rig = await rigFor(t);
    rig.insert("2207", settlement(1), "queue");
    rig.insert("2207", settlement(2), "queue");
    const { code, stdout, stderr } = await rig.run("drain");
    assert.deepEqual([code, stdout, stderr], [0, "drained: 2 finished (2 SUCCESS), 0 not stored\n", ""]);
  });
});
