import assert from "node:assert/strict";
import { test } from "node:test";
import { loadInterface } from "../../src/interfaces/load.ts";
import type { Fault, Validation } from "../../src/interfaces/rule.ts";
import type { JsonObject, JsonValue } from "../../src/json-text.ts";
import { ruleInChinese } from "../../src/outcome/in-chinese.ts";

type Found = Omit<Validation, "input">;

const ACCEPTED: Found = { faults: [], warnings: [] };

const SETTLEMENT_SHORT = {
  mdtrt_id: "H1234567890120241201001",
  psn_no: "430123199001011234",
  chrg_bchno: "20241201001",
  acct_used_flag: "0",
  insutype: "310",
  invono: "INV20241201001",
};

const SETTLEMENT = {
  psn_no: "43000000000000000001",
  mdtrt_cert_type: "02",
  mdtrt_cert_no: "430123199001011234",
  psn_cert_type: "01",
  certno: "430123199001011234",
  med_type: "11",
  medfee_sumamt: "100.00",
  psn_setlway: "01",
  mdtrt_id: "4300000001",
  chrg_bchno: "20241201001",
  insutype: "310",
  acct_used_flag: "0",
  fulamt_ownpay_amt: 0,
  overlmt_selfpay: 0,
  preselfpay_amt: 1.1,
  inscp_scp_amt: 98.9,
};

const PERSON = {
  mdtrt_cert_type: "02",
  mdtrt_cert_no: "430123199001011234",
  card_sn: "",
  begntime: "",
  psn_cert_type: "01",
  certno: "430123199001011234",
  psn_name: "张三",
};

function validate(infno: string, input: JsonObject): Found {
  const known = loadInterface(infno);
  assert.ok(known !== undefined, `${infno} is known`);
  const { faults, warnings } = known.validateInput(input);
  return { faults, warnings };
}

function shown(faults: readonly Fault[]): string[] {
  return faults.map(({ path, label, rule }) => `${path} ${label} ${ruleInChinese(rule)}`);
}

function missing(...fields: readonly string[]): string[] {
  return fields.map((field) => `${field} 接口规范要求填写；医保端不一定要求，照样发送`);
}

test("the flat person query of HIS's first example is accepted when psn_no stands alone", () => {
  assert.deepEqual(validate("1101", { data: { psn_no: "430123199001011234" } }), ACCEPTED);
});

test("the flat settlement of HIS's first example is accepted with exactly its six fields", () => {
  assert.deepEqual(validate("2207", { data: SETTLEMENT_SHORT }), ACCEPTED);
});

test("the specification's sample of 1101 is accepted with its empty certno and psn_name", () => {
  assert.deepEqual(validate("1101", { data: PERSON }), ACCEPTED);
});

test("a short form still obeys the lengths of its fields", () => {
  assert.deepEqual(shown(validate("1101", { data: { psn_no: "1".repeat(31) } }).faults), [
    "data.psn_no 人员编号 长度不能超过 30 个字符",
  ]);
});

test("a short form with one field more is measured by the specification's shape alone", () => {
  const { faults, warnings } = validate("1101", { data: { psn_no: "430123199001011234", card_sn: "A1" } });
  assert.deepEqual(shown(faults), ["data.mdtrt_cert_type 就诊凭证类型 必填", "data.mdtrt_cert_no 就诊凭证编号 必填"]);
  assert.deepEqual(shown(warnings), [
    "data.psn_no  接口规范中没有此字段",
    ...missing("data.psn_cert_type 人员证件类型", "data.certno 证件号码", "data.psn_name 人员姓名"),
  ]);
});

test("a short form with one field less is measured by the specification's shape alone", () => {
  const { invono: _, ...five } = SETTLEMENT_SHORT;
  assert.deepEqual(shown(validate("2207", { data: five }).faults), [
    "data.mdtrt_cert_type 就诊凭证类型 必填",
    "data.med_type 医疗类别 必填",
    "data.medfee_sumamt 医疗费总额 必填",
    "data.psn_setlway 个人结算方式 必填",
  ]);
});

test("the card's code is asked for when the certificate is a social security card", () => {
  const card = { ...PERSON, mdtrt_cert_type: "03" };
  const { card_sn: _, ...without } = card;
  assert.deepEqual(shown(validate("1101", { data: without }).faults), ["data.card_sn 卡识别码 必填"]);
  assert.deepEqual(shown(validate("1101", { data: card }).faults), ["data.card_sn 卡识别码 必填"]);
  assert.deepEqual(validate("1101", { data: { ...card, card_sn: "A1" } }), ACCEPTED);
});

test("a flag that is neither 0 nor 1 is refused", () => {
  const { faults } = validate("2203", { mdtrtinfo: {}, diseinfo: [{ vali_flag: "2" }] });
  assert.ok(shown(faults).includes("diseinfo[0].vali_flag 有效标志 只能是 0、1"));
});

test("a code that an open table does not have is a warning", () => {
  assert.deepEqual(validate("1101", { data: { ...PERSON, psn_cert_type: "77" } }), {
    faults: [],
    warnings: [
      {
        path: "data.psn_cert_type",
        place: "data.psn_cert_type",
        label: "人员证件类型",
        rule: { keyword: "unknown-code", table: "psn_cert_type" },
      },
    ],
  });
});

test("an unknown field is a warning, whether it stands in a node or is one", () => {
  const { faults, warnings } = validate("2207", { data: { ...SETTLEMENT, extra: "1" }, more: {} });
  assert.deepEqual(faults, []);
  assert.deepEqual(shown(warnings), ["data.extra  接口规范中没有此字段", "more  接口规范中没有此字段"]);
});

const REQUIRED = "data.psn_no 人员编号 必填";

for (const [title, empty] of [
  ["left out", {}],
  ["null", { psn_no: null, invono: null, certno: null, inscp_scp_amt: null }],
  ["an empty text", { psn_no: "", invono: "", certno: "", inscp_scp_amt: "" }],
] as const) {
  test(`${title}: a fault where a field is required, a warning where some bureaus do not ask for it, else nothing`, () => {
    const { psn_no: _1, certno: _2, inscp_scp_amt: _3, ...rest } = SETTLEMENT;
    const { faults, warnings } = validate("2207", { data: { ...rest, ...empty } });
    assert.deepEqual(shown(faults), [REQUIRED]);
    assert.deepEqual(shown(warnings), missing("data.certno 证件号码", "data.inscp_scp_amt 符合政策范围金额"));
  });
}

const AMOUNTS: readonly (readonly [JsonValue, boolean])[] = [
  [0.07, true],
  [1.1, true],
  [12345678901234.56, true],
  [-5, true],
  ["12.50", true],
  ["-0.01", true],
  ["12.5000", true],
  ["99999999999999.99", true],
  [12.345, false],
  ["12.345", false],
  ["100000000000000", false],
  ["1e3", false],
  [1e21, false],
  ["007", false],
  [".5", false],
  ["12.5元", false],
];

test("an amount is judged by its decimal digits", () => {
  const accepted = AMOUNTS.filter(
    ([amount]) => validate("2207", { data: { ...SETTLEMENT, medfee_sumamt: amount } }).faults.length === 0,
  );
  assert.deepEqual(
    accepted.map(([amount]) => amount),
    AMOUNTS.filter(([, isAccepted]) => isAccepted).map(([amount]) => amount),
  );
});

test("a date must exist in the calendar", () => {
  const refused = ["2023-02-29 00:00:00", "2024-13-01 00:00:00", "2024-01-01 24:00:00", "2024-1-1", 20240101];
  for (const begntime of refused) {
    assert.deepEqual(shown(validate("2201", { data: { begntime } }).faults).slice(-1), [
      "data.begntime 开始时间 格式应为 yyyy-MM-dd HH:mm:ss",
    ]);
  }
  assert.deepEqual(validate("1101", { data: { ...PERSON, begntime: "2024-02-29 23:59:59" } }), ACCEPTED);
});

test("a query takes a day without its time", () => {
  assert.deepEqual(validate("1101", { data: { ...PERSON, begntime: "2024-02-29" } }), ACCEPTED);
  assert.deepEqual(shown(validate("1101", { data: { ...PERSON, begntime: "2023-02-29" } }).faults), [
    "data.begntime 开始时间 格式应为 yyyy-MM-dd 或 yyyy-MM-dd HH:mm:ss",
  ]);
});

test("a length counts characters, not UTF-16 units", () => {
  assert.deepEqual(validate("1101", { data: { ...PERSON, psn_name: "𠮷".repeat(50) } }), ACCEPTED);
  assert.equal(validate("1101", { data: { ...PERSON, psn_name: "𠮷".repeat(51) } }).faults.length, 1);
});

test("a fault in a row of a list names the row", () => {
  const { faults } = validate("2203", { mdtrtinfo: {}, diseinfo: [{}, { diag_code: "A".repeat(31) }] });
  assert.ok(shown(faults).includes("diseinfo[0].diag_code 诊断代码 必填"));
  assert.ok(shown(faults).some((fault) => fault.startsWith("diseinfo[1].diag_code 诊断代码 长度不能超过")));
});

test("where the specification leaves it open, one object is as good as a list of them", () => {
  const row = { fixmedins_code: "H43000000001", bogus: "1" };
  const one = validate("3301", { data: row }).faults;
  const many = validate("3301", { data: [row] }).faults;
  assert.deepEqual(
    many.map(({ path }) => path.replace("data[0]", "data")),
    one.map(({ path }) => path),
  );
});

test("a node that is missing, misspelt or of the wrong form is one fault", () => {
  assert.deepEqual(shown(validate("2207", {}).faults), ["data 输入 必填"]);
  assert.deepEqual(shown(validate("2207", { datas: SETTLEMENT }).faults), ["data 输入 必填"]);
  assert.deepEqual(shown(validate("2207", { data: [SETTLEMENT, SETTLEMENT] }).faults), ["data 输入 类型应为对象"]);
  assert.deepEqual(shown(validate("2204", { feedetail: "x" }).faults), ["feedetail 费用明细列表 类型应为数组"]);
});

test("what can be written as the specification does is written so, and nothing else changes", () => {
  const written = (infno: string, input: JsonObject) => loadInterface(infno)?.validateInput(input).input;
  assert.deepEqual(written("2207", { data: [{ insutype: 310, medfee_sumamt: 12.5, invono: null, more: 7 }] }), {
    data: { insutype: "310", medfee_sumamt: 12.5, invono: null, more: 7 },
  });
  assert.deepEqual(written("2204", { feedetail: { rx_circ_flag: 0, exp_content: { a: 1 } } }), {
    feedetail: [{ rx_circ_flag: "0", exp_content: '{"a":1}' }],
  });
  assert.deepEqual(written("2207", { data: { psn_no: 1.5 } }), { data: { psn_no: 1.5 } });
});

test("at least one of the keys of a medical institution is asked for", () => {
  const faults = validate("1201", {
    medinsinfo: { fixmedins_type: "1", fixmedins_name: "", fixmedins_code: "" },
  }).faults;
  assert.deepEqual(shown(faults), ["medinsinfo 基本信息 至少填写一项：fixmedins_name、fixmedins_code"]);
});

test("a fee detail's serial number is any that 5204 returns", () => {
  const numberFaults = (feedetl_sn: JsonValue) =>
    validate("2204", { feedetail: [{ feedetl_sn }] }).faults.filter(({ path }) => path === "feedetail[0].feedetl_sn")
      .length;
  assert.deepEqual(["123456789012345", 7, "1", "A1", "A".repeat(30)].map(numberFaults), [0, 0, 0, 0, 0]);
  assert.deepEqual(["A".repeat(31), "", true].map(numberFaults), [1, 1, 1]);
});

test("the lists of a prescription may stand in data or beside it", () => {
  const missing = (input: JsonObject) =>
    shown(validate("7207", input).faults).filter(
      (fault) => fault.includes("rxSaleDrugDetl") && fault.endsWith("必填") && !fault.includes("["),
    );
  assert.deepEqual(missing({ data: {} }), ["data.rxSaleDrugDetl 销售明细 必填"]);
  assert.deepEqual(missing({ data: { rxSaleDrugDetl: [] } }), []);
  assert.deepEqual(missing({ data: {}, rxSaleDrugDetl: [] }), []);
});

test("an interface's code may be written in small letters", () => {
  assert.equal(loadInterface("1306a")?.infno, "1306A");
});

test("a code that is no interface's, or no code at all, loads nothing", () => {
  for (const infno of ["9999", "", "index", "../../package", "1101.js", "common"])
    assert.equal(loadInterface(infno), undefined);
});
