import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inputOfClass, settlement } from "../rig/inputs.ts";
import type { Exit } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { normalise } from "./agreement.ts";

const confirmFirst =
  "the insurer has replied to it or may have acted on it: read its row in v_medical_insurance_result first; " +
  "to send it again in spite of that, repeat the command with --confirm and the same id";
const output = answers.envelope({ infcode: 0, err_msg: "", output: "{}" });

type Ended = "NOT_SENT" | "UNKNOWN" | "REPLIED";
type InterfaceClass = "A" | "B" | "C";

/** A request that has ended, its attempt with this outcome; the insurer answers well from now on. */
async function ended(rig: Rig, interfaceClass: InterfaceClass, outcome: Ended): Promise<number> {
  const { infno, input } = inputOfClass[interfaceClass];
  await rig.configure({ retry: { max_attempts: 1 } });
  if (outcome === "NOT_SENT") await rig.insurer.refuse();
  rig.insurer.answer(infno, outcome === "UNKNOWN" ? answers.lost : answers.refused("请核对就诊信息"));
  const id = rig.insert(infno, input);
  assert.equal((await rig.run(id)).code, { NOT_SENT: 6, UNKNOWN: 7, REPLIED: 5 }[outcome]);
  if (outcome === "NOT_SENT") await rig.insurer.accept();
  rig.insurer.answer(infno, output);
  return id;
}

function assertRepeated(rig: Rig, id: number, exit: Exit, msgid: "the same msgid" | "a new msgid", by: string): void {
  assert.equal(exit.code, 0, exit.stdout);
  const [first, second, ...others] = rig.attempts(id);
  assert.deepEqual([others, second?.outcome, rig.request(id).status], [[], "REPLIED", "COMPLETED"]);
  assert.equal(first?.msgid === second?.msgid, msgid === "the same msgid");
  assert.equal(rig.request(id).msgid, second?.msgid);
  assert.ok(second?.requested_by?.endsWith(` ${by}`), String(second?.requested_by));
}

const free: readonly (readonly [InterfaceClass, Ended, "the same msgid" | "a new msgid"])[] = [
  ["A", "NOT_SENT", "the same msgid"],
  ["A", "UNKNOWN", "the same msgid"],
  ["A", "REPLIED", "a new msgid"],
  ["B", "NOT_SENT", "the same msgid"],
  ["C", "NOT_SENT", "the same msgid"],
];
const confirmed: typeof free = [
  ["B", "UNKNOWN", "the same msgid"],
  ["B", "REPLIED", "a new msgid"],
  ["C", "UNKNOWN", "the same msgid"],
  ["C", "REPLIED", "a new msgid"],
];

suite("processor replay", { concurrency: 2 }, () => {
  for (const [interfaceClass, outcome, msgid] of free) {
    test(`a request of class ${interfaceClass} that ended ${outcome} is sent again freely, under ${msgid}`, async (t) => {
      const rig = await rigFor(t);
      const id = await ended(rig, interfaceClass, outcome);
      assertRepeated(rig, id, await rig.run("replay", id), msgid, "replay");
    });
  }

  test("a settlement that was never sent and is done under a later number is sent again by a person's word only", async (t) => {
    const rig = await rigFor(t);
    const id = await ended(rig, "C", "NOT_SENT");
    const { infno, input } = inputOfClass.C;
    assert.equal((await rig.run(rig.insert(infno, input))).code, 0);
    const { code, stdout } = await rig.run("replay", id);
    assert.equal(code, 3);
    assert.match(stdout, /HIS has stored a later request for the same business act/);
    assert.equal(rig.insurer.requests.length, 1);
    assertRepeated(rig, id, await rig.run("replay", id, "--confirm", id), "the same msgid", "replay confirmed");
  });

  for (const [interfaceClass, outcome, msgid] of confirmed) {
    test(`a request of class ${interfaceClass} that ended ${outcome} needs a person's word, and then goes under ${msgid}`, async (t) => {
      const rig = await rigFor(t);
      const id = await ended(rig, interfaceClass, outcome);
      const before = structuredClone([rig.request(id), rig.attempts(id), rig.insurer.requests.length]);
      const { code, stdout } = await rig.run("replay", id);
      assert.deepEqual([code, normalise(stdout)], [3, `request ${id}: N ms: ${confirmFirst}\n`]);
      assert.deepEqual([rig.request(id), rig.attempts(id), rig.insurer.requests.length], before);
      assertRepeated(rig, id, await rig.run("replay", id, "--confirm", id), msgid, "replay confirmed");
    });
  }

  test("--confirm with another id does nothing", async (t) => {
    const rig = await rigFor(t);
    const id = await ended(rig, "C", "UNKNOWN");
    const { code, stdout } = await rig.run("replay", id, "--confirm", 2);
    assert.deepEqual([code, stdout], [2, "--confirm 2 names another request than 1: nothing was done\n"]);
    assert.equal(rig.attempts(id).length, 1);
  });

  test("an unknown outcome that is repeated loses its error and its resolution", async (t) => {
    const rig = await rigFor(t);
    const id = await ended(rig, "C", "UNKNOWN");
    Object.assign(rig.request(id), { resolution: "did_not_happen", resolved_at: new Date(), resolved_by: "operator" });
    assert.equal((await rig.run("replay", id, "--confirm", id)).code, 0);
    const { error_code, resolution, resolved_at, resolved_by } = rig.request(id);
    assert.deepEqual([error_code, resolution, resolved_at, resolved_by], [null, null, null, null]);
    const view = await rig.view(id);
    assert.deepEqual([view.result_status, view.next_action, view.attempt_count], ["SUCCESS", null, 2]);
  });

  test("a request whose processor died is rescued first, and then asks for a person's word", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const id = rig.insert("2207", settlement());
    const dying = rig.start(id);
    await hold.reached;
    const living = await rig.run("replay", id, "--confirm", id);
    assert.deepEqual(
      [living.code, normalise(living.stdout)],
      [3, `request ${id}: N ms: another process is working on it\n`],
    );
    await dying.kill();
    hold.release();
    rig.request(id).lease_until = new Date(Date.now() - 1000);
    const { code, stdout } = await rig.run("replay", id);
    assert.deepEqual([code, normalise(stdout)], [3, `request ${id}: N ms: ${confirmFirst}\n`]);
    assert.equal(rig.request(id).error_code, "OUTCOME_UNKNOWN");
  });

  test("a request that nobody has run yet is simply run", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run("replay", id, "--json")).code, 0);
    assert.equal(rig.attempts(id).length, 1);
  });

  test("a wrong id is refused as for a run", async (t) => {
    const rig = await rigFor(t);
    assert.equal((await rig.run("replay", "0")).code, 2);
    assert.equal((await rig.run("replay", 9)).code, 3);
  });
});
