import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import * as answers from "./answers.ts";
import { type InsurerStandIn, startInsurerStandIn } from "./insurer.ts";
import { ask, openRaw } from "./raw-client.ts";
import { closing, goodRequest, institution, settlementInput } from "./sample-request.ts";
import type { Scripted } from "./script.ts";

let insurer: InsurerStandIn;
before(async () => {
  insurer = await startInsurerStandIn(institution);
});
after(() => insurer.stop());

const person = { data: { psn_no: "430123199001011234" } };
const askFor = (infno: string, input: unknown, sequence?: string) => ask(insurer, goodRequest(infno, input, sequence));
async function answered(answer: Scripted) {
  insurer.answer("1101", answer);
  return askFor("1101", person);
}

test("a settlement's money adds up, keeps two decimals, and carries the msgid", async () => {
  const { text } = await askFor("2207", settlementInput);
  for (const part of [
    '"medfee_sumamt":120.50',
    '"fund_pay_sumamt":72.30',
    '"psn_part_amt":48.20',
    '"acct_pay":0.00',
    '"psn_cash_pay":48.20',
    '"hosp_part_amt":0.00',
    '"medins_setl_id":"H00000000001202410271133200001"',
    '"setldetail":[{"fund_pay_type":"310102",',
    '"fund_payamt":72.30',
  ]) {
    assert.ok(text.includes(part), part);
  }
});

test("a settlement of a named sum pays from the account when it may", async () => {
  const data = { ...settlementInput.data, medfee_sumamt: "333.33", acct_used_flag: "1" };
  const { text } = await askFor("2207", { data }, "0002");
  assert.match(text, /"medfee_sumamt":333\.33,.*"fund_pay_sumamt":199\.99,"psn_part_amt":133\.34,/);
  assert.match(text, /"acct_pay":50\.00,"psn_cash_pay":83\.34,/);
});

test("a settlement whose answer was lost is found by 5203 and taken back by 2601, once", async () => {
  const data = { psn_no: "430123199001011234", mdtrt_id: "H1234567890120241201007" };
  insurer.answer("2207", [answers.lost, answers.good]);
  const settle = goodRequest("2207", { data: { ...settlementInput.data, ...data } }, "0007");
  const lost = await openRaw(insurer, settle).closed;
  assert.deepEqual(lost, { bytes: Buffer.alloc(0), ended: "by-reset" });

  const look = { data: { ...data, setl_id: "" } };
  const found = (await askFor("5203", look)).text;
  assert.match(found, /"medins_setl_id":"H00000000001202410271133200007"/);
  const setl_id = /"setl_id":"(\d+)"/.exec(found)?.[1] ?? "";
  for (const [named, expected] of [
    [{ setl_id, mdtrt_id: "" }, /"infcode":0/],
    [{ setl_id: `${setl_id}0`, mdtrt_id: data.mdtrt_id }, /未查询到结算信息/],
    [{ setl_id: "", mdtrt_id: "" }, /未查询到结算信息/],
  ] as const) {
    assert.match((await askFor("5203", { data: { psn_no: data.psn_no, ...named } })).text, expected);
  }
  const reverse = { data: { psn_no: data.psn_no, omsgid: "H00000000001202410271133200007", oinfno: "2207" } };
  assert.match((await askFor("2601", reverse, "0008")).text, /^\{"infcode":0,.*"err_msg":"","output":null\}$/);
  assert.match((await askFor("5203", look)).text, /"err_msg":"未查询到结算信息"/);
});

test("2001, 2204, 2206 and 9001 have good answers", async () => {
  const fee = { feedetl_sn: "1", det_item_fee_sumamt: "120.50", cnt: 1, pric: 120.5 };
  assert.match((await askFor("2001", person)).text, /"trt_enjymnt_flag":"1"/);
  assert.match((await askFor("2204", { feedetail: [fee] })).text, /"det_item_fee_sumamt":120\.50/);
  const trial = (await askFor("2206", settlementInput)).text;
  assert.match(trial, /"fund_pay_sumamt":72\.30/);
  assert.doesNotMatch(trial, /"setl_id"/);
  const signIn = { signIn: { opter_no: "0001", mac: "00-00-00-00-00-00", ip: "127.0.0.1" } };
  assert.match((await askFor("9001", signIn, "0009")).text, /"signinoutb":\{"sign_time":".{19}","sign_no":"S\d{20}"\}/);
});

test("an interface that the insurer does not know, or whose node is missing, is refused by the core", async () => {
  assert.match((await askFor("9999", {})).text, /^\{"infcode":-1,.*"err_msg":"交易编号9999不存在","output":null\}$/);
  assert.match((await askFor("2601", {}, "0010")).text, /"err_msg":"入参节点data不能为空"/);
});

test("scripted answers come in their order, and the last one stays", async () => {
  insurer.answer("1101", [answers.refused("甲"), answers.refused("乙", "1")]);
  const texts = [await askFor("1101", person), await askFor("1101", person), await askFor("1101", person)];
  assert.deepEqual(
    texts.map(({ text }) => /"infcode":([^,]+),.*"err_msg":"(.)"/.exec(text)?.slice(1)),
    [
      ["-1", "甲"],
      ['"1"', "乙"],
      ['"1"', "乙"],
    ],
  );
});

test("infcode comes as a text, as a number, with a text beside it, and twice", async () => {
  assert.match((await answered(answers.goodAs('"0"', ""))).text, /^\{"infcode":"0",.*"err_msg":"","output":\{/);
  assert.match((await answered(answers.goodAs("0", "成功"))).text, /^\{"infcode":0,.*"err_msg":"成功","output":\{/);
  assert.match((await answered(answers.duplicatedInfcode)).text, /^\{"infcode":0,.*,"infcode":-1\}$/);
});

test("replies that are no envelope come as they are said to", async () => {
  const lines = async (answer: Scripted) => {
    const { head, text } = await answered(answer);
    return [...head.trimEnd().split("\r\n"), text].join("|");
  };
  const json = "Content-Type: application/json;charset=UTF-8";
  assert.equal(
    await lines(answers.html(500)),
    "HTTP/1.1 500 Internal Server Error|Content-Type: text/html|Content-Length: 68|" +
      "<html><head><title>500</title></head><body>Proxy Error</body></html>",
  );
  assert.equal(await lines(answers.empty), "HTTP/1.1 200 OK|Content-Length: 0|");
  assert.equal(
    await lines(answers.gateway("签名不一致!", 200)),
    `HTTP/1.1 200 OK|${json}|Content-Length: 41|{"code":401,"message":"签名不一致!"}`,
  );
  assert.equal(
    await lines(answers.redirect("http://127.0.0.1:1/elsewhere")),
    "HTTP/1.1 307 Temporary Redirect|Location: http://127.0.0.1:1/elsewhere|Content-Length: 0|",
  );
  assert.equal(
    await lines(answers.retryAfter(429, "2")),
    "HTTP/1.1 429 Too Many Requests|Retry-After: 2|Content-Length: 0|",
  );
  assert.match(
    await lines(answers.withHeader("Content-Type", "text/plain")),
    new RegExp(`\\|${json}\\|Content-Type: text/plain\\|`),
  );
});

test("a large reply, a compressed one and one that is no UTF-8 come byte for byte", async () => {
  assert.ok((await answered(answers.large(5_000_000))).text.length > 5_000_000);

  insurer.answer("1101", answers.gzipped);
  const { bytes } = await openRaw(insurer, closing(goodRequest("1101", person))).closed;
  const body = bytes.subarray(bytes.indexOf("\r\n\r\n") + 4);
  assert.match(gunzipSync(body).toString("utf8"), /"psn_name":"张三"/);

  insurer.answer("1101", answers.invalidUtf8);
  const invalid = await openRaw(insurer, closing(goodRequest("1101", person))).closed;
  assert.ok(invalid.bytes.includes(Buffer.from([0x22, 0xb3, 0xc9, 0x22])));
});
