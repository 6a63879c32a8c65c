import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { inputOfClass, lookUp, nextActionOfClass, settlement } from "../rig/inputs.ts";
import { writeOwnSchemas } from "../rig/own-schemas.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import type { Mode } from "../standins/sqlserver/tables.ts";
import { normalise } from "./agreement.ts";

type InterfaceClass = "A" | "B" | "C";

/** A request whose processor was killed while the insurer had it, and whose lease is over. */
async function abandon(rig: Rig, interfaceClass: InterfaceClass, mode: Mode): Promise<number> {
  const { infno, input } = inputOfClass[interfaceClass];
  const hold = rig.insurer.hold("request-read", infno);
  const id = rig.insert(infno, input, mode);
  const running = mode === "queue" ? rig.start("drain") : rig.start(id);
  await hold.reached;
  const { code } = await running.kill();
  assert.equal(code, null);
  hold.release();
  rig.request(id).lease_until = new Date(Date.now() - 1000);
  return id;
}

interface Rescued {
  readonly error_code: string;
  readonly err_msg: string;
  readonly next_action: string | null;
  readonly attempts: readonly string[];
}

async function assertRescued(
  rig: Rig,
  id: number,
  { error_code, err_msg, next_action, attempts }: Rescued,
): Promise<void> {
  const { status, msgid, lease_token, lease_until } = rig.request(id);
  assert.deepEqual([status, rig.request(id).error_code, lease_token, lease_until], ["ERROR", error_code, null, null]);
  assert.deepEqual(
    rig.attempts(id).map(({ outcome }) => outcome),
    attempts,
  );
  const responses = rig.responses(id);
  assert.deepEqual(
    responses.map((response) => [response.infcode, response.attempt_id, JSON.parse(response.response_data)]),
    [[null, attempts.length === 0 ? null : 1, { error_code, err_msg, faults: [] }]],
  );
  const view = await rig.view(id);
  assert.deepEqual(
    [view.status, view.result_status, view.error_code, view.infcode, view.err_msg, view.msgid, view.attempt_count],
    ["ERROR", "SYSTEM_ERROR", error_code, null, err_msg, msgid, attempts.length],
  );
  assert.equal(view.next_action === null ? null : normalise(String(view.next_action)), next_action);
}

const unknown = {
  error_code: "OUTCOME_UNKNOWN",
  err_msg: "医保处理程序异常退出，结果未知，请勿重复办理，请按 next_action 核实",
  attempts: ["UNKNOWN"],
};
const abandoned = {
  error_code: "ABANDONED",
  err_msg: "医保处理程序异常退出，查询没有得到结果，可以重新查询",
  next_action: null,
  attempts: ["UNKNOWN"],
};

const cases: readonly (readonly [InterfaceClass, Mode, Rescued])[] = [
  ["A", "sync", abandoned],
  ["A", "async", abandoned],
  ["B", "sync", { ...unknown, next_action: nextActionOfClass.B }],
  ["B", "queue", { ...unknown, next_action: nextActionOfClass.B }],
  ["C", "sync", { ...unknown, next_action: nextActionOfClass.C }],
  ["C", "async", { ...unknown, next_action: nextActionOfClass.C }],
  ["C", "queue", { ...unknown, next_action: nextActionOfClass.C }],
];

suite("a processor that died, or never ran", { concurrency: 2 }, () => {
  for (const [interfaceClass, mode, rescued] of cases) {
    test(`a request of class ${interfaceClass}, mode ${mode}, ends ${rescued.error_code}`, async (t) => {
      const rig = await rigFor(t);
      const id = await abandon(rig, interfaceClass, mode);
      assert.equal((await rig.run("rescue")).stdout, "rescued: 1\n");
      await assertRescued(rig, id, rescued);
      assert.equal(rig.insurer.requests.length, 1);
    });
  }

  test("a lookup of the queue is taken again by the next worker, under the same msgid", async (t) => {
    const rig = await rigFor(t);
    const id = await abandon(rig, "A", "queue");
    assert.equal((await rig.run("drain")).stdout, "drained: 1 finished (1 SUCCESS), 0 not stored\n");
    assert.deepEqual(
      rig.attempts(id).map(({ outcome }) => outcome),
      ["UNKNOWN", "REPLIED"],
    );
    assert.equal(new Set(rig.attempts(id).map(({ msgid }) => msgid)).size, 1);
    assert.equal((await rig.view(id)).result_status, "SUCCESS");
  });

  test("a request for which no processor was ever started ends LAUNCH_FAILED, and may be replayed", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    Object.assign(rig.request(id), { create_time: new Date(Date.now() - 61_000) });
    assert.equal((await rig.run("rescue")).stdout, "rescued: 1\n");
    await assertRescued(rig, id, {
      error_code: "LAUNCH_FAILED",
      err_msg: "医保处理程序没有启动，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户",
      next_action: null,
      attempts: [],
    });
    assert.equal((await rig.run("replay", id)).code, 0);
    assert.equal((await rig.view(id)).result_status, "SUCCESS");
  });

  test("a reply that comes after the rescue completes the request", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const id = rig.insert("2207", settlement());
    const { ended } = rig.start(id);
    await hold.reached;
    rig.request(id).lease_until = new Date(Date.now() - 1000);
    assert.equal((await rig.run("rescue")).stdout, "rescued: 1\n");
    hold.release();
    const exit = await ended;
    assert.equal(exit.code, 0);
    assert.match(exit.stdout, /^request 1: COMPLETED SUCCESS infcode=0 /);
    assert.deepEqual([rig.request(id).status, rig.request(id).error_code], ["COMPLETED", null]);
    assert.equal((await rig.view(id)).result_status, "SUCCESS");
    assert.equal(rig.insurer.requests.length, 1);
  });

  test("a reply that comes after another process took over is kept, and overwrites nothing", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "1101");
    const id = rig.insert("1101", lookUp);
    const { ended } = rig.start(id);
    await hold.reached;
    rig.request(id).lease_until = new Date(Date.now() - 1000);
    assert.equal((await rig.run("replay", id)).code, 0);
    const later = rig.responses(id).at(-1);
    hold.release();
    assert.equal((await ended).code, 0);
    assert.deepEqual(
      rig.attempts(id).map(({ outcome }) => outcome),
      ["REPLIED", "REPLIED"],
    );
    assert.deepEqual([rig.request(id).status, rig.request(id).attempt_count], ["COMPLETED", 2]);
    assert.equal((await rig.view(id)).response_data, later?.response_data);
  });
});

test("a hospital's own schema that is stricter than the database is not sent again by the next worker", async (t) => {
  const rig = await rigFor(t, { configuration: { interfaces_folder: "interfaces" } });
  writeOwnSchemas(join(rig.folder, "interfaces"), { "1101.json": { infno: "1101", class: "C" } });
  const id = await abandon(rig, "A", "queue");
  assert.equal(rig.request(id).interface_class, "C");
  assert.equal((await rig.run("drain")).code, 0);
  assert.deepEqual([rig.request(id).error_code, rig.insurer.sendingsOf("1101").length], ["OUTCOME_UNKNOWN", 1]);
});
