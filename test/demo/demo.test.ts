import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sourceEnvironment } from "../rig/processor.ts";
import { differencesOf } from "./differences.ts";
import type { Scene } from "./scenes.ts";

const run = promisify(execFile);
const demo = fileURLToPath(new URL("demo.ts", import.meta.url));

test("the demo ends by itself, exit code 0, and shows the expected results", async () => {
  const { stdout, stderr } = await run(process.execPath, [demo], {
    env: { ...sourceEnvironment(), HTTP_PROXY: "http://127.0.0.1:9" },
  });
  assert.equal(stderr, "");
  const summary = stdout.slice(stdout.indexOf("Summary\n")).replaceAll(/ {2,}/g, "|").split("\n").slice(2, 8);
  assert.deepEqual(summary, [
    "|1. A person is queried (1101)|SUCCESS|the insurer received 1 request",
    "|2. An outpatient visit is settled (2207)|SUCCESS|the insurer received 1 request",
    "|3. The insurer refuses a settlement|BUSINESS_ERROR REFUSED|the insurer received 1 request",
    "|4. The reply to a settlement is lost|SYSTEM_ERROR OUTCOME_UNKNOWN|the insurer received 1 request",
    "|5. The cashier presses again|SYSTEM_ERROR OUTCOME_UNKNOWN|the insurer received 1 request",
    "|6. A person checks, as next_action says (5203)|SUCCESS|the insurer received 1 request",
  ]);
  assert.match(
    stdout,
    /next_action {5}结果未知，请勿重复办理。请用 5203 查询，核实是否已办理，入参：\{"data":\{"psn_no":"\d+","setl_id":"","mdtrt_id":"\w+"\}\}（setl_id 此时还没有，留空发送）；如已办理且需撤销，优先用 2208 撤销，不能撤销时才用 2601 冲正（规范要求慎用），入参：\{"data":\{"psn_no":"\d+","omsgid":"H12345678901\d{18}","oinfno":"2207"\}\}。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = \d+, /,
  );
  assert.match(stdout, /err_msg {9}该人员参保状态为暂停参保，不能办理门诊结算\n/);
  assert.match(stdout, /psn_name {8}"张三"\n/);
  assert.match(stdout, /medfee_sumamt {3}120\.50\n {4}fund_pay_sumamt {1}72\.30\n {4}psn_cash_pay {4}48\.20\n/);
  const counts = [...stdout.matchAll(/During this call the insurer received (.*)\.\n/g)].map(([, count]) => count);
  const once = "1 request; with this msgid it has received 1 in all";
  assert.deepEqual(counts, [once, once, once, once, "0 requests; with this msgid it has received 1 in all", once]);
  assert.match(stdout, /\nAll results are as expected\.\n$/);
});

const scene: Scene = {
  title: "",
  explanation: "",
  interface_code: "2207",
  input_data: "{}",
  insurer: {},
  expected: { result_status: /^SUCCESS$/, error_code: /^NULL$/ },
  highlights: [],
  isJoined: false,
};

test("the demo finds nothing to say of a scene that went as expected", () => {
  const row = { result_status: "SUCCESS", error_code: null, result_id: 2 };
  assert.deepEqual(differencesOf({ scene, row, arrived: 1, sendings: 1, resultIdBefore: 1 }), []);
});

test("the demo names each column, count and result_id that is not as expected", () => {
  const row = { result_status: "PROCESSING", error_code: null, result_id: 1 };
  assert.deepEqual(differencesOf({ scene, row, arrived: 0, sendings: 2, resultIdBefore: 1 }), [
    "result_status is PROCESSING, expected ^SUCCESS$",
    "the insurer received 0 requests during this call, expected 1",
    "the insurer received 2 requests with this msgid, expected 1",
    "result_id is 1, the same as that of the call before, expected a new one",
  ]);
});
