import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { assertEnded, type Expected } from "./agreement.ts";

interface Refusal {
  /** As the terminal has it. */
  readonly english: string;
  /** As HIS has it. */
  readonly chinese: string;
  readonly faults: readonly { readonly path: string; readonly label: string; readonly rule: string }[];
}

function expectedOf({ english, chinese, faults }: Refusal): Expected {
  return {
    exit: 4,
    status: "ERROR",
    error_code: "INPUT_INVALID",
    result_status: "SYSTEM_ERROR",
    infcode: null,
    attempts: ["NOT_SENT"],
    http_status: null,
    message: `the input is invalid and was not sent: ${english}`,
    err_msg: `入参不符合接口要求，未发送：${chinese}`,
    error: { faults },
    next_action: null,
  };
}

/** A fault of the input as a whole. */
const whole = (english: string, rule: string): Refusal => ({
  english: `input ${english}`,
  chinese: rule,
  faults: [{ path: "", label: "", rule }],
});

/** A fault of one field; the terminal has it as `place`, where that is not its path. */
const field = (path: string, label: string, english: string, rule: string, place = path): Refusal => ({
  english: `${place} ${english}`,
  chinese: label === "" ? `${path} ${rule}` : `${label}（${path}）${rule}`,
  faults: [{ path, label, rule }],
});

const nested = (levels: number): string => `{"psn_no":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;

const cases: readonly (readonly [title: string, infno: string, input: string | object, refusal: Refusal])[] = [
  ["text that is no JSON", "1101", "{psn_no: 1}", whole("is not JSON", "入参不是合法的 JSON")],
  ["JSON that ends too early", "1101", '{"psn_no": "1"', whole("is not JSON", "入参不是合法的 JSON")],
  ["a list", "1101", '["430123199001011234"]', whole("must be a JSON object", "入参必须是 JSON 对象")],
  ["a bare text", "1101", '"430123199001011234"', whole("must be a JSON object", "入参必须是 JSON 对象")],
  ["an empty text", "1101", "", whole("is empty", "入参为空")],
  ["blanks", "1101", " \r\n", whole("is empty", "入参为空")],
  ["65 levels of nesting", "1101", nested(65), whole("is nested deeper than 64 levels", "嵌套不能超过 64 层")],
  [
    "100,000 levels of nesting",
    "1101",
    nested(100_000),
    whole("is nested deeper than 64 levels", "嵌套不能超过 64 层"),
  ],
  [
    "a field of a wrong type",
    "1101",
    { psn_no: true },
    field("data.psn_no", "人员编号", "must be string", "类型应为字符串"),
  ],
  [
    "a field that is too long",
    "1101",
    { psn_no: "4".repeat(31) },
    field("data.psn_no", "人员编号", "must not be longer than 30 characters", "长度不能超过 30 个字符"),
  ],
  [
    "a missing field",
    "2205",
    { data: { mdtrt_id: "1", chrg_bchno: "0000" } },
    field("data.psn_no", "人员编号", "is required", "必填"),
  ],
  [
    "an id number that is written as a number",
    "1101",
    '{"psn_no": 430123199001011234}',
    field(
      "psn_no",
      "",
      "is a number that cannot be represented exactly; send it as text",
      "数字 430123199001011234 无法精确表示，请改写为字符串",
      "a field",
    ),
  ],
  [
    "a field that stands twice",
    "1101",
    '{"psn_no": "1", "psn_no": "2"}',
    field("psn_no", "", "appears twice", "字段重复", "a field"),
  ],
  [
    "nodes and fields mixed",
    "1101",
    { data: lookUp, psn_no: "1" },
    whole("mixes nodes (data) with plain fields", "节点（data）与平铺的字段（psn_no）不能混用"),
  ],
  [
    "an envelope field that only the processor may set",
    "1101",
    { input: lookUp, msgid: "1" },
    field("msgid", "", "is filled in by the processor and cannot be set", "由处理程序填写，HIS 不能指定"),
  ],
  [
    "a key next to input that is not an envelope field",
    "1101",
    { input: lookUp, zhang_sanfeng: "1" },
    field(
      "zhang_sanfeng",
      "",
      "is not an envelope field and cannot be next to input",
      "不是报文头字段，不能与 input 并列",
      "key 2",
    ),
  ],
  [
    "several faults at once",
    "2205",
    { mdtrt_id: "x".repeat(51), chrg_bchno: true },
    {
      english:
        "data.psn_no is required; data.mdtrt_id must not be longer than 50 characters; data.chrg_bchno must be string",
      chinese:
        "人员编号（data.psn_no）必填；就诊ID（data.mdtrt_id）长度不能超过 50 个字符；收费批次号（data.chrg_bchno）类型应为字符串",
      faults: [
        { path: "data.psn_no", label: "人员编号", rule: "必填" },
        { path: "data.mdtrt_id", label: "就诊ID", rule: "长度不能超过 50 个字符" },
        { path: "data.chrg_bchno", label: "收费批次号", rule: "类型应为字符串" },
      ],
    },
  ],
];

suite("bad input", { concurrency: 2 }, () => {
  for (const [title, infno, input, refusal] of cases) {
    test(`${title} is refused before anything is sent`, async (t) => {
      const rig = await rigFor(t);
      const first = rig.insert(infno, input);
      await assertEnded(rig, first, await rig.run(first), "line", expectedOf(refusal));
      const second = rig.insert(infno, input);
      await assertEnded(rig, second, await rig.run(second, "--json"), "json", expectedOf(refusal));
      await rig.insurer.allClosed();
      assert.equal(rig.insurer.requestBytes, 0);
      assert.deepEqual([rig.attempts(first)[0]?.sent_at, rig.attempts(first)[0]?.request_body], [null, null]);
    });
  }
});
