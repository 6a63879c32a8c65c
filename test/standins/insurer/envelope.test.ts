import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type InsurerStandIn, startInsurerStandIn } from "./insurer.ts";
import { ask } from "./raw-client.ts";
import { bytesOf, envelopeFor, headersFor, institution, settlementInput } from "./sample-request.ts";

let insurer: InsurerStandIn;
before(async () => {
  insurer = await startInsurerStandIn(institution);
});
after(() => insurer.stop());

const input = { data: { psn_no: "430123199001011234" } };
const right = envelopeFor("1101", input);

async function faultsOf(envelope: unknown): Promise<readonly string[]> {
  await ask(insurer, bytesOf(headersFor("1101"), JSON.stringify(envelope)));
  const verdict = insurer.requests.at(-1)?.verdict;
  assert.ok(verdict !== undefined);
  return verdict.accepted ? [] : verdict.why;
}

const requiredFields = [
  "infno msgid mdtrtarea_admvs recer_sys_code infver opter_type opter opter_name inf_time fixmedins_code",
  "fixmedins_name input",
].flatMap((names) => names.split(" "));
for (const name of requiredFields) {
  test(`an envelope without ${name} is refused, and so is one that has it empty`, async () => {
    const { [name]: _, ...others } = right;
    assert.ok((await faultsOf(others)).includes(`${name}不能为空`));
    assert.ok((await faultsOf({ ...right, [name]: "" })).includes(`${name}不能为空`));
  });
}

const wrong: readonly [title: string, change: Readonly<Record<string, unknown>>, fault: string][] = [
  ["another interface than the header's", { infno: "1201" }, "infno与请求头_api_name不一致"],
  ["another institution", { fixmedins_code: "H00000000002" }, "fixmedins_code不是本机构编号"],
  ["a msgid of 29 characters", { msgid: "H0000000000120241101103000001" }, "msgid格式错误"],
  ["a msgid that is a UUID", { msgid: "0123456789abcdef0123456789abcd" }, "msgid格式错误"],
  ["a msgid of another institution", { msgid: "H00000000002202410271133200001" }, "msgid格式错误"],
  ["a msgid with a thirteenth month", { msgid: "H00000000001202413271133200001" }, "msgid格式错误"],
  ["an inf_time with a T", { inf_time: "2024-10-27T11:33:20" }, "inf_time格式错误"],
  ["an inf_time on 30 February", { inf_time: "2024-02-30 11:33:20" }, "inf_time格式错误"],
  ["no region for a person", { insuplc_admdvs: "" }, "insuplc_admdvs不能为空"],
  ["a region of five digits", { mdtrtarea_admvs: "43010" }, "mdtrtarea_admvs格式错误"],
  ["an operator type outside its table", { opter_type: "4" }, "opter_type格式错误"],
  ["a number for a text", { opter: 1 }, "opter不是字符串"],
  ["an operator of 31 characters", { opter: "1".repeat(31) }, "opter超过30位"],
  ["an operator's name of 51 characters", { opter_name: "张".repeat(51) }, "opter_name超过50位"],
  ["an institution's name of 201 characters", { fixmedins_name: "院".repeat(201) }, "fixmedins_name超过200位"],
  ["a receiving system of 11 characters", { recer_sys_code: "A".repeat(11) }, "recer_sys_code超过10位"],
  ["a version of 7 characters", { infver: "V1.0.00" }, "infver超过6位"],
  ["a sign number of 31 characters", { sign_no: "1".repeat(31) }, "sign_no超过30位"],
  ["a list as input", { input: [] }, "input不能为空"],
  ["an input of 40,001 characters", { input: { a: "x".repeat(39_993) } }, "input超过40000字符"],
];
for (const [title, change, fault] of wrong) {
  test(`an envelope with ${title} is refused for that alone`, async () => {
    assert.deepEqual(await faultsOf({ ...right, ...change }), [fault]);
  });
}

test("an input of 40,000 characters, a name of 200 and a province's own field pass", async () => {
  const wide = { input: { a: "x".repeat(39_992) }, fixmedins_name: "院".repeat(200), enc_type: "SM4" };
  assert.deepEqual(await faultsOf({ ...right, ...wide }), []);
});

test("a refused envelope is answered with infcode -1 and every fault", async () => {
  const envelope = { ...right, infver: "", inf_time: "" };
  const { status, text } = await ask(insurer, bytesOf(headersFor("1101"), JSON.stringify(envelope)));
  assert.equal(status, 200);
  assert.match(
    text,
    /^\{"infcode":-1,.*"err_msg":"报文校验失败：infver不能为空；inf_time不能为空；inf_time格式错误","output":null\}$/,
  );
});

test("a body that is no JSON object in UTF-8 is refused", async () => {
  for (const body of ["", "[]", "{", "\ufeff{}"]) {
    const { text } = await ask(insurer, bytesOf(headersFor("1101"), body));
    assert.match(text, /"err_msg":"报文校验失败：报文不是JSON"/);
  }
});

test("a settlement's msgid stands for that settlement: the same body passes again, another one is refused", async () => {
  const settle = async (change: object) => {
    const data = { ...settlementInput.data, ...change };
    await ask(insurer, bytesOf(headersFor("2207"), JSON.stringify(envelopeFor("2207", { data }))));
    return insurer.requests.at(-1)?.verdict;
  };
  assert.deepEqual(await settle({}), { accepted: true });
  assert.deepEqual(await settle({}), { accepted: true });
  const refused = { accepted: false, by: "msgid", why: ["msgid重复：已用于另一笔业务"] };
  assert.deepEqual(await settle({ chrg_bchno: "20241201002" }), refused);
});
