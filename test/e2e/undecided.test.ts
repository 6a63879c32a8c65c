import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { takeBack } from "../rig/inputs.ts";
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
    next_action: NEXT_ACTION,
  };
}

const NEXT_ACTION = "结果未知，请勿重复办理。请用 5204 查询，核实是否已办理。核实后请登记结果";

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

  test("a text of success is success where no output is promised", async (t) => {
    const rig = await rigFor(t);
    for (const err_msg of ["撤销成功", "退号成功", "成功！", " ", "null"]) {
      rig.insurer.answer("2205", answers.envelope({ infcode: 0, err_msg, output: "null" }));
      const id = rig.insert("2205", takeBack);
      await assertEnded(rig, id, await rig.run(id), "line", { ...success, err_msg });
    }
  });
});
