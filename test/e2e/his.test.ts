import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { assertStored, normalise, success } from "./agreement.ts";

suite("HIS calls sp_medical_insurance_call", { concurrency: 2 }, () => {
  test("the seed's two examples come back with the answer in the view", async (t) => {
    const rig = await rigFor(t);
    const looked = await rig.callHis("1101", lookUp);
    await assertStored(rig, looked, success);
    const settled = await rig.callHis("2207", settlement());
    await assertStored(rig, settled, success);
    const { response_data } = await rig.view(settled);
    assert.match(String(response_data), /"medfee_sumamt":120\.50,/);
    assert.deepEqual(
      rig.insurer.requests.map(({ infno }) => infno),
      ["1101", "2207"],
    );
  });

  test("async comes back while the run is under way", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const id = await rig.callHis("2207", settlement(), "async");
    await hold.reached;
    assert.equal((await rig.view(id)).result_status, "PROCESSING");
    hold.release();
    await rig.waitUntilFinal(id);
    await assertStored(rig, id, success);
  });

  test("queue stores the request for a worker", async (t) => {
    const rig = await rigFor(t);
    const id = await rig.callHis("2207", settlement(), "queue");
    assert.deepEqual([rig.request(id).status, rig.insurer.connections], ["PENDING", 0]);
    assert.equal((await rig.run("drain")).stdout, "drained: 1 finished (1 SUCCESS), 0 not stored\n");
    await assertStored(rig, id, success);
  });

  test("a cashier who presses twice settles once", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const first = rig.callHis("2207", settlement());
    await hold.reached;
    const calling = rig.sql.faults.hold("sp_medical_insurance_call", "before");
    const second = rig.callHis("2207", settlement());
    await calling.reached;
    calling.release();
    hold.release();
    assert.equal(await first, await second);
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  });

  test("a cashier who presses again after a lost answer gets the same unknown outcome", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", [answers.lost, answers.good]);
    const first = await rig.callHis("2207", settlement());
    const second = await rig.callHis("2207", settlement());
    assert.equal(first, second);
    const view = await rig.view(second);
    assert.deepEqual([view.result_status, view.error_code, view.attempt_count], ["SYSTEM_ERROR", "OUTCOME_UNKNOWN", 1]);
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  });

  test("a processor that cannot be started is LAUNCH_FAILED", async (t) => {
    const rig = await rigFor(t, { processor: { command: "/nowhere/processor", args: [] } });
    const id = await rig.callHis("2207", settlement());
    const { error_code, status } = rig.request(id);
    assert.deepEqual([status, error_code, rig.attempts(id)], ["ERROR", "LAUNCH_FAILED", []]);
    assert.match(
      String((await rig.view(id)).err_msg),
      /^医保处理程序没有运行，请求未发送，可以重新办理。原因：返回值非零，输出：.*ENOENT/,
    );
  });

  test("a processor that finds no usable configuration says so in err_msg", async (t) => {
    const rig = await rigFor(t);
    await writeFile(join(rig.folder, "config.json"), "{}");
    const id = await rig.callHis("2207", settlement());
    const view = await rig.view(id);
    assert.deepEqual(
      [view.result_status, view.error_code, view.infcode, view.next_action],
      ["SYSTEM_ERROR", "LAUNCH_FAILED", null, null],
    );
    assert.equal(
      normalise(String(view.err_msg)),
      "医保处理程序没有运行，请求未发送，可以重新办理。原因：返回值非零，输出：" +
        "request 1: N ms: configuration: sdk: is missing | database: is missing",
    );
  });
});
