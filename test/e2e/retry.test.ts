import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inputOfClass, lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { assertEnded, success } from "./agreement.ts";

const busy = answers.retryAfter(503, "0");

suite("sending again", { concurrency: 2 }, () => {
  test("a lookup is asked again until it is answered, under the same msgid", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", [busy, answers.lost, answers.good]);
    const id = rig.insert("1101", lookUp);
    await assertEnded(rig, id, await rig.run(id), "line", { ...success, attempts: ["UNKNOWN", "UNKNOWN", "REPLIED"] });
    const sendings = rig.insurer.sendingsOf("1101");
    assert.deepEqual(
      sendings.map(({ verdict }) => verdict.accepted),
      [true, true, true],
    );
    assert.equal(new Set(sendings.map(({ msgid }) => msgid)).size, 1);
    assert.equal(new Set(sendings.map(({ connection }) => connection)).size, 3);
    const timestamps = sendings.map(({ headers }) => new Map(headers).get("_api_timestamp"));
    assert.equal(new Set(timestamps).size, 3, "each attempt is signed anew");
    const [first, second] = rig.attempts(id);
    assert.deepEqual([first?.http_status, second?.http_status], [503, null]);
    assert.equal(first?.cause, "the request was sent and its reply cannot be read: the body is empty");
    assert.equal(second?.cause, "the request was sent and its reply is lost: read ECONNRESET");
    assert.equal(first?.request_body, sendings[0]?.rawBody.toString("utf8"));
  });

  test("a lookup that stays unanswered ends after retry.max_attempts", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 2 } } });
    rig.insurer.answer("1101", busy);
    const id = rig.insert("1101", lookUp);
    await assertEnded(rig, id, await rig.run(id), "line", {
      exit: 7,
      status: "ERROR",
      error_code: "REPLY_UNREADABLE",
      result_status: "SYSTEM_ERROR",
      infcode: null,
      attempts: ["UNKNOWN", "UNKNOWN"],
      http_status: 503,
      message: "the request was sent and its reply cannot be read: the body is empty",
      err_msg:
        "请求已发送，但没有得到可读的应答，可以重新查询。原因：应答不是医保报文（the body is empty）。对方返回：HTTP 503",
      error: { faults: [], raw: "" },
      next_action: null,
    });
    assert.equal(rig.insurer.sendingsOf("1101").length, 2);
  });

  for (const interfaceClass of ["B", "C"] as const) {
    const { infno, input } = inputOfClass[interfaceClass];
    test(`a lost answer to class ${interfaceClass} is not sent twice, though attempts are left`, async (t) => {
      const rig = await rigFor(t);
      rig.insurer.answer(infno, [answers.lost, answers.good]);
      const id = rig.insert(infno, input);
      assert.equal((await rig.run(id)).code, 7);
      assert.equal(rig.insurer.sendingsOf(infno).length, 1);
      assert.deepEqual(
        rig.attempts(id).map(({ outcome }) => outcome),
        ["UNKNOWN"],
      );
    });
  }

  test("a lookup whose row has class C is not sent twice either: the stored class decides, not the schema's", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", [answers.lost, answers.good]);
    const id = rig.insert("1101", lookUp);
    rig.request(id).interface_class = "C";
    assert.equal((await rig.run(id)).code, 7);
    assert.deepEqual([rig.insurer.sendingsOf("1101").length, rig.request(id).error_code], [1, "OUTCOME_UNKNOWN"]);
  });

  test("a settlement that did not leave is sent as soon as the insurer is there", async (t) => {
    const rig = await rigFor(t);
    await rig.insurer.refuse();
    const opening = rig.sql.faults.hold("sp_medical_insurance_attempt", "before");
    const id = rig.insert("2207", settlement());
    const { ended } = rig.start(id);
    await opening.reached;
    await rig.insurer.accept();
    opening.release();
    await assertEnded(rig, id, await ended, "line", { ...success, attempts: ["NOT_SENT", "REPLIED"] });
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  });

  test("a gateway's refusal is not repeated", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", [answers.gateway("非法用户!"), answers.good]);
    const id = rig.insert("1101", lookUp);
    assert.equal((await rig.run(id)).code, 6);
    assert.equal(rig.insurer.sendingsOf("1101").length, 1);
  });
});
