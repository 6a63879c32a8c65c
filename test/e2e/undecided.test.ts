import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { nextActionOfClass, takeBack } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { jsonReply } from "../standins/insurer/reply.ts";
import { assertEnded, type Expected, success } from "./agreement.ts";

/** What 2205, of class B and without an output in the specification, ends with. */
function undecided(reply: string, http_status: number, message: string, cause: string): Expected {
  return {
    exit: 7,
    status: "ERROR",
    error_code: "OUTCOME_UNKNOWN",
    result_status: "SYSTEM_ERROR",
    infcode: null,
    attempts: ["UNKNOWN"],
    http_status,
    message: `${message}; its text is in err_msg`,
    err_msg: `请求已发送，但结果未知，医保端可能已办理。请勿重复办理，请按 next_action 核实。原因：${cause}`,
    error: { faults: [], raw: reply },
    next_action: nextActionOfClass.B,
  };
}

suite("a reply that does not tell whether the insurer acted", { concurrency: 2 }, () => {
  test("a text without an output, where none is promised, leaves the outcome unknown and is shown", async (t) => {
    const rig = await rigFor(t);
    const reply = '{"infcode":0,"err_msg":"费用明细\\n已结算","output":null}';
    rig.insurer.answer("2205", answers.plain(jsonReply(200, reply)));
    const id = rig.insert("2205", takeBack);
    const exit = await rig.run(id, "--json");
    const message = "the insurer replied infcode 0 and a text that does not tell whether it acted";
    const cause = "应答的 infcode 为 0，但所附文字不能说明是否已办理。医保端返回：费用明细 已结算";
    await assertEnded(rig, id, exit, "json", undecided(reply, 200, message, cause));
    assert.equal(rig.insurer.sendingsOf("2205").length, 1);
  });

  test("a time-out behind the bureau's front machine leaves the outcome unknown", async (t) => {
    const rig = await rigFor(t);
    const cause = "医保端说等待后端应答超时";
    const reply = '{"infcode":-1,"err_msg":"调用核心超时","output":null}';
    rig.insurer.answer("2205", answers.plain(jsonReply(200, reply)));
    const id = rig.insert("2205", takeBack);
    const message = "the insurer replied that a call behind it timed out";
    const expected = undecided(reply, 200, message, `${cause}。医保端返回：调用核心超时`);
    await assertEnded(rig, id, await rig.run(id), "line", expected);
  });

  test("HTTP 504 around an envelope leaves the outcome unknown", async (t) => {
    const rig = await rigFor(t);
    const reply = '{"infcode":-1,"err_msg":"后端无应答","output":null}';
    rig.insurer.answer("2205", answers.plain(jsonReply(504, reply)));
    const id = rig.insert("2205", takeBack);
    const message = "the insurer replied with HTTP 504: what is behind its gateway may have acted";
    const expected = undecided(reply, 504, message, "HTTP 504，网关没有等到后端的应答。医保端返回：后端无应答");
    await assertEnded(rig, id, await rig.run(id), "line", expected);
  });

  test("sdk.timeout_texts says which texts tell of a time-out", async (t) => {
    const rig = await rigFor(t, { configuration: { sdk: { timeout_texts: ["核心无响应"] } } });
    const codeAfter = async (err_msg: string): Promise<string | null> => {
      rig.insurer.answer("2205", answers.refused(err_msg));
      const id = rig.insert("2205", takeBack);
      await rig.run(id);
      return rig.request(id).error_code;
    };
    assert.equal(await codeAfter("核心无响应"), "OUTCOME_UNKNOWN");
    assert.equal(await codeAfter("调用核心超时"), "REFUSED");
  });

  test("a text of success is success where no output is promised", async (t) => {
    const rig = await rigFor(t);
    for (const err_msg of ["撤销成功", "退号成功", "成功！", " ", "null"]) {
      rig.insurer.answer("2205", answers.envelope({ infcode: 0, err_msg, output: "null" }));
      const id = rig.insert("2205", takeBack);
      await assertEnded(rig, id, await rig.run(id), "line", { ...success, err_msg });
    }
  });
});
