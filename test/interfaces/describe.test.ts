import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { describeInterface, exampleText, listInterfaces } from "../../src/cli/schema.ts";
import { builtInRules, validateInputText } from "../../src/cli/validate.ts";
import { interfaceRows, readCatalogue } from "../../src/interfaces/catalogue.ts";
import { loadDocuments } from "../../src/interfaces/documents.ts";
import { exampleInput } from "../../src/interfaces/example.ts";
import { type KnownInterfaces, knownInterfaces } from "../../src/interfaces/known-interfaces.ts";
import { loadInterface } from "../../src/interfaces/load.ts";
import { tableOf, widthOf } from "../../src/report/table.ts";

const BUILT_IN = builtInRules("hunan");
const KNOWN = knownInterfaces(null, "hunan") as KnownInterfaces;

test("a Chinese character takes two columns and a letter one", async () => {
  assert.equal(widthOf("张三abc，（）"), 13);
  assert.equal(
    tableOf([
      ["甲", "1"],
      ["ab c", "2"],
    ]),
    "甲    1\nab c  2",
  );
});

test("the list as JSON has every interface with its kind, class and field counts", async () => {
  const { exitCode, json } = await listInterfaces(KNOWN);
  const rows: unknown = json !== undefined && "interfaces" in json && json.interfaces;
  assert.ok(Array.isArray(rows));
  assert.equal(exitCode, 0);
  assert.equal(rows.length, 212);
  assert.deepEqual(
    rows.find((row) => row.code === "2207"),
    {
      code: "2207",
      name: "门诊结算",
      kind: "settlement",
      class: "C",
      reversible: true,
      look_with: "5203",
      business_keys: ["psn_no", "mdtrt_id", "chrg_bchno"],
      key_fields: ["psn_no", "mdtrt_id", "chrg_bchno"],
      nodes: ["data"],
      input_fields: 20,
      output_fields: 49,
      file: null,
    },
  );
});

test("the list as a table has one line an interface under its headings", async () => {
  const lines = (await listInterfaces(KNOWN)).text.split("\n");
  assert.equal(lines.length, 213);
  assert.match(lines[0] ?? "", /^code +class +kind +look up with +input +output +name$/);
  assert.ok(lines.some((line) => /^2207 +C +settlement +5203 +20 +49 +门诊结算$/.test(line)));
});

test("an interface is shown with its facts, its fields aligned by column, and its code tables", async () => {
  const { exitCode, text } = await describeInterface(KNOWN, "1201");
  assert.equal(exitCode, 0);
  assert.equal(
    text,
    `1201  医药机构信息获取
通过此交易获取医药机构基本信息。
class A (query or trial calculation: sent again automatically after an unknown outcome), kind query

input             name                  type                                     remark
medinsinfo        基本信息              object                         required
  fixmedins_type  定点医疗服务机构类型  string(6) code fixmedins_type  required
  fixmedins_name  定点医药机构名称      string(255)                              输入关键字模糊查询
  fixmedins_code  定点医药机构编号      string(50)                               查询定点零售药店时填写定点零售药店代码；查询定点医疗机构时填写定点医疗机构代码。

output            name                  type                                     remark
medinsinfo        基本信息              object
  fixmedins_code  定点医药机构编号      string(12)                     required
  fixmedins_name  定点医药机构名称      string(200)                    required
  uscc            统一社会信用代码      string(50)                     required
  fixmedins_type  定点医疗服务机构类型  string(6) code fixmedins_type  required
  hosp_lv         医院等级              string(6) code hosp_lv
  exp_content     扩展字段              string(4000)

code fixmedins_type: 1 定点医疗机构, 2 定点零售药店, 3 工伤定点康复机构, 4 辅助器具配置机构, 5 计划生育服务机构`,
  );
});

test("a settlement is shown with what may be done about its lost outcome", async () => {
  const facts = (await describeInterface(KNOWN, "2207")).text.split("\n").slice(2, 6);
  assert.deepEqual(facts, [
    "class C (money or state: after an unknown outcome sent again only when a person has confirmed it), kind settlement",
    "an unknown outcome is looked up with 5203; 2601 may reverse it",
    "business keys: psn_no, mdtrt_id, chrg_bchno",
    "the same act when these are the same: psn_no, mdtrt_id, chrg_bchno",
  ]);
});

const USUAL = { configPath: null, profile: null };

test("an unknown code is named and ends with the exit code of an invalid input", async () => {
  assert.deepEqual(await describeInterface(KNOWN, "9999"), {
    exitCode: 4,
    text: 'there is no interface 9999; "processor schema list" names them all',
  });
  assert.equal((await exampleText(KNOWN, "9999", "full", null, USUAL)).exitCode, 4);
});

test("the minimal and the full example of every interface are valid and draw no warning", async () => {
  const invalid = readCatalogue().flatMap(({ infno }) => {
    const [documents, known] = [loadDocuments(infno), loadInterface(infno)];
    assert.ok(documents !== undefined && known !== undefined);
    return (["minimal", "full"] as const).flatMap((extent) => {
      const { faults, warnings } = known.validateInput(exampleInput(extent, documents, known));
      return faults.length + warnings.length === 0 ? [] : [`${infno} ${extent}`];
    });
  });
  assert.deepEqual(invalid, []);
});

test("an example is made of the fields' names and the first codes of their tables", async () => {
  const examples = [
    await exampleText(KNOWN, "2202", "minimal", null, USUAL),
    await exampleText(KNOWN, "2202", "full", null, USUAL),
  ].map(({ text }): unknown => JSON.parse(text));
  const data = { psn_no: "人员编号", mdtrt_id: "就诊ID", ipt_otp_no: "住院/门诊号" };
  assert.deepEqual(examples, [{ data }, { data: { ...data, exp_content: "字段扩展" } }]);
});

test("an example is written to a new file, and a file that exists is kept", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "new", "example.json");
  const printed = await exampleText(KNOWN, "1101", "minimal", null, USUAL);
  const written = await exampleText(KNOWN, "1101", "minimal", file, USUAL);
  assert.deepEqual([written.exitCode, readFileSync(file, "utf8")], [0, `${printed.text}\n`]);
  assert.equal(written.text, `${file} is written: check it with: processor validate 1101 ${file}`);
  const other = join(folder, "other.json");
  const chosen = await exampleText(KNOWN, "1101", "minimal", other, { configPath: "mi.json", profile: "national" });
  const command = `processor --config mi.json validate 1101 ${other} --profile national`;
  assert.equal(chosen.text, `${other} is written: check it with: ${command}`);
  const refused = await exampleText(KNOWN, "2207", "minimal", file, USUAL);
  assert.equal(refused.exitCode, 2);
  assert.match(refused.text, /example\.json cannot be written: EEXIST: file already exists/);
  assert.equal(readFileSync(file, "utf8"), `${printed.text}\n`);
});

test("the installation's rows have the columns of medical_insurance_interfaces", async () => {
  const rows = interfaceRows().map(({ output_labels: _, ...row }) => row);
  assert.equal(rows.length, 212);
  assert.deepEqual(
    rows.find(({ interface_code }) => interface_code === "2304"),
    {
      interface_code: "2304",
      name: "住院结算",
      class: "C",
      reversible: true,
      look_with: "5203",
      look_input: '{"node":"data","fields":[{"field":"psn_no"},{"field":"setl_id","default":""},{"field":"mdtrt_id"}]}',
      key_fields: '["psn_no","mdtrt_id"]',
    },
  );
  assert.deepEqual(
    rows.filter(({ reversible }) => reversible).map(({ interface_code }) => interface_code),
    ["2102", "2207", "2304", "2401"],
  );
  const codes = new Set(rows.map(({ interface_code }) => interface_code));
  assert.deepEqual(
    rows.filter(({ look_with }) => look_with !== null && !codes.has(look_with)),
    [],
  );
});

test("a valid input in HIS's flat form ends with 0", async () => {
  const { exitCode, text } = await validateInputText("1101", '{"psn_no": "430123199001011234"}', BUILT_IN);
  assert.deepEqual([exitCode, text], [0, "1101: valid"]);
});

test("all faults and warnings of an input are listed with path, label and rule", async () => {
  const input = '{"data": {"psn_no": true, "mdtrt_id": "1", "ipt_otp_no": "2", "more": "3"}}';
  const found = await validateInputText("2202", input, BUILT_IN);
  assert.equal(found.exitCode, 4);
  assert.equal(
    found.text,
    `2202: 1 fault(s), 1 warning(s)
fault    data.psn_no  人员编号  must be string
warning  data.more              is not a field of this interface`,
  );
  assert.deepEqual(found.json, {
    message: "2202: 1 fault(s), 1 warning(s)",
    infno: "2202",
    valid: false,
    faults: [{ path: "data.psn_no", label: "人员编号", rule: "类型应为字符串" }],
    warnings: [{ path: "data.more", label: "", rule: "接口规范中没有此字段" }],
  });
});

test("an input that is no JSON, and an interface that is none, end with 4", async () => {
  assert.equal((await validateInputText("1101", "{", BUILT_IN)).exitCode, 4);
  assert.equal((await validateInputText("9999", "{}", BUILT_IN)).exitCode, 4);
});
