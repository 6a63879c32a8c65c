import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { settlement, takeBack } from "../rig/inputs.ts";
import { ownQuery, writeOwnSchemas } from "../rig/own-schemas.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";
import { assertEnded, type Expected, success } from "./agreement.ts";

const unknownInterface: Expected = {
  exit: 4,
  status: "ERROR",
  error_code: "INTERFACE_UNKNOWN",
  result_status: "SYSTEM_ERROR",
  infcode: null,
  attempts: ["NOT_SENT"],
  http_status: null,
  message:
    "the interface code is unknown and nothing was sent; check it, or set unknown_interfaces or interfaces_folder",
  err_msg: "接口编号 9999 没有定义，未发送。请检查接口编号，或请管理员在 interfaces_folder 里添加接口定义",
  error: { faults: [] },
  next_action: null,
};

const own = ownQuery("9999", { bed_no: { title: "床位号", type: "string", maxLength: 4 } });

suite("what an input is taken for", { concurrency: 2 }, () => {
  test("flat fields, nodes, and nodes beside envelope fields reach the insurer as nodes", async (t) => {
    const rig = await rigFor(t);
    const forms = [
      settlement(),
      { data: settlement() },
      { input: settlement(), insuplc_admdvs: "430900", opter: "0042" },
    ];
    for (const form of forms) {
      const id = rig.insert("2207", form);
      await assertEnded(rig, id, await rig.run(id), "line", success);
    }
    const envelopes = rig.insurer.requests.map(({ envelope }) => envelope);
    assert.deepEqual(
      envelopes.map((envelope) => [envelope?.input, envelope?.insuplc_admdvs, envelope?.opter, envelope?.opter_name]),
      [
        [{ data: settlement() }, "430100", "0001", "收费员"],
        [{ data: settlement() }, "430100", "0001", "收费员"],
        [{ data: settlement() }, "430900", "0042", "收费员"],
      ],
    );
  });

  test("a schema of the hospital's own adds an interface", async (t) => {
    const rig = await rigFor(t, { configuration: { interfaces_folder: "interfaces" } });
    writeOwnSchemas(join(rig.folder, "interfaces"), { "9999.json": own });
    rig.insurer.answer("9999", answers.envelope({ infcode: 0, err_msg: "", output: "{}" }));
    const taken = rig.insert("9999", { bed_no: "A12" });
    await assertEnded(rig, taken, await rig.run(taken), "line", success);
    assert.deepEqual(rig.insurer.requests[0]?.envelope?.input, { data: { bed_no: "A12" } });
    const refused = rig.insert("9999", { bed_no: "A1234" });
    await assertEnded(rig, refused, await rig.run(refused), "line", {
      ...unknownInterface,
      error_code: "INPUT_INVALID",
      message: "the input is invalid and was not sent: data.bed_no must not be longer than 4 characters",
      err_msg: "入参不符合接口要求，未发送：床位号（data.bed_no）长度不能超过 4 个字符",
      error: { faults: [{ path: "data.bed_no", label: "床位号", rule: "长度不能超过 4 个字符" }] },
    });
  });

  test("an interface that is not known is refused, unless unknown_interfaces lets it pass", async (t) => {
    const rig = await rigFor(t);
    const refused = rig.insert("9999", { any: "1" });
    await assertEnded(rig, refused, await rig.run(refused), "line", unknownInterface);
    const again = rig.insert("9999", { any: "1" });
    await assertEnded(rig, again, await rig.run(again, "--json"), "json", unknownInterface);
    await rig.insurer.allClosed();
    assert.equal(rig.insurer.requestBytes, 0);
    await rig.configure({ unknown_interfaces: "pass" });
    rig.insurer.answer("9999", answers.envelope({ infcode: 0, err_msg: "", output: "{}" }));
    const passed = rig.insert("9999", { any: "1" });
    await assertEnded(rig, passed, await rig.run(passed), "line", success);
    assert.deepEqual(rig.insurer.requests[0]?.envelope?.input, { any: "1" });
  });

  test("an interface code that is not one is told to HIS, and not on the terminal or in the log", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("ZHANGSAN", { any: "1" });
    const { code, stdout } = await rig.run(id, "--json");
    const { interface_code } = JSON.parse(stdout);
    assert.deepEqual([code, interface_code, rig.request(id).error_code], [4, null, "INTERFACE_UNKNOWN"]);
    assert.match(String((await rig.view(id)).err_msg), /ZHANGSAN/);
    assert.ok(!JSON.stringify(readLog(rig.folder)).includes("ZHANGSAN"));
  });

  test("a field that the specification does not know is sent on, with a warning in the log", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2205", answers.envelope({ infcode: 0, err_msg: "", output: "{}" }));
    const id = rig.insert("2205", { data: { ...takeBack, hospital_remark: "1" } });
    await assertEnded(rig, id, await rig.run(id), "line", success);
    assert.deepEqual(rig.insurer.requests[0]?.envelope?.input, { data: { ...takeBack, hospital_remark: "1" } });
    const [warning] = readLog(rig.folder).filter(({ level }) => level === "warn");
    assert.deepEqual([warning?.message, warning?.path, warning?.rule], ["input", "data: key 4", "unknown-field"]);
  });
});
