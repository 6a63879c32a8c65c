import assert from "node:assert/strict";
import { test } from "node:test";
import { errMsgFor } from "../../src/outcome/in-chinese.ts";
import type { InputFault } from "../../src/outcome/input-fault.ts";

const missing = (name: string): InputFault => ({
  path: `data.${name}`,
  place: `data.${name}`,
  label: "字段",
  rule: { keyword: "required" },
});

const errMsg = (faults: readonly InputFault[]): string =>
  errMsgFor({ reason: "input-invalid", faults }, "INPUT_INVALID");

test("err_msg names the first five faults and the number of all", () => {
  assert.equal(
    errMsg(["a", "b", "c", "d", "e", "f"].map(missing)),
    "入参不符合接口要求，未发送：字段（data.a）必填；字段（data.b）必填；字段（data.c）必填；字段（data.d）必填；字段（data.e）必填；共 6 处",
  );
});

test("err_msg has a space between Chinese and a number or a Latin word, also inside a rule", () => {
  const amount: InputFault = {
    path: "data.amt",
    place: "data.amt",
    label: "金额",
    rule: { keyword: "decimal", precision: 16, scale: 2 },
  };
  const flag: InputFault = {
    path: "data.flag",
    place: "data.flag",
    label: "",
    rule: { keyword: "type", types: ["boolean", "null"] },
  };
  assert.equal(
    errMsg([amount, flag]),
    "入参不符合接口要求，未发送：金额（data.amt）应为数值，最多 14 位整数、2 位小数（没有数值时填 0）；data.flag 类型应为布尔值（true 或 false）或空值（null）",
  );
});
