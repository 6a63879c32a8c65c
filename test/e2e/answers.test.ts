import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";
import type { Answer } from "../standins/insurer/script.ts";
import { assertEnded, type Expected, success } from "./agreement.ts";

const refused: Expected = {
  ...success,
  exit: 5,
  error_code: "REFUSED",
  result_status: "BUSINESS_ERROR",
  infcode: "-1",
  message: "the insurer refused with infcode -1; its reason is in err_msg",
  err_msg: "该人员参保状态为暂停参保",
};

const refusedWithZero: Expected = {
  ...success,
  exit: 5,
  error_code: "REFUSED_WITH_ZERO",
  result_status: "BUSINESS_ERROR",
  message: "the insurer replied with infcode 0, an error text and no output; its reason is in err_msg",
  err_msg: "FSI-无法获取参保信息",
};

const gatewayRefused: Expected = {
  exit: 6,
  status: "ERROR",
  error_code: "GATEWAY_REFUSED",
  result_status: "SYSTEM_ERROR",
  infcode: null,
  attempts: ["NOT_SENT"],
  http_status: 401,
  message: "the gateway replied 401; check app_id, app_secret and this machine's clock",
  err_msg: "医保网关拒绝，请求未到达医保核心系统：签名不一致。请检查 app_id、app_secret 和 sdk.path",
  error: { faults: [], raw: '{"code":401,"message":"签名不一致!"}' },
  next_action: null,
};

const settled = '{"infcode":0,"err_msg":null,"output":{"setlinfo":{"setl_id":"SETL-9"}}}';
const raw = (headers: readonly string[], body: string): Answer => ({
  delivery: { how: "raw", bytes: Buffer.from(["HTTP/1.1 200 OK", ...headers, "", body].join("\r\n")) },
});
const badSignature = answers.gateway("签名不一致!");
const lateTimestamp = answers.gateway("签名时间戳超时!");
const clockFault = {
  err_msg: "医保网关拒绝，请求未到达医保核心系统：签名时间戳超时。请检查本机时间是否准确（允许误差 30 分钟）",
  error: { faults: [], raw: '{"code":401,"message":"签名时间戳超时!"}' },
};

const cases: readonly (readonly [title: string, answer: Answer, expected: Expected])[] = [
  ["infcode 0 as a number is success", answers.good, success],
  ["infcode 0 as a text is success", answers.goodAs('"0"', ""), success],
  [
    "an error text beside an output does not make a success a refusal",
    answers.goodAs("0", "提示"),
    { ...success, err_msg: "提示" },
  ],
  [
    "a harmless text without an output is success",
    answers.envelope({ infcode: "0", err_msg: "成功", output: "null" }),
    { ...success, err_msg: "成功" },
  ],
  ...[" ", "交易成功!", "成功。", "操作成功！", "上传成功", "success."].map(
    (err_msg) =>
      [
        `infcode 0 with "${err_msg}" and without an output is success`,
        answers.envelope({ infcode: "0", err_msg, output: "null" }),
        { ...success, err_msg },
      ] as const,
  ),
  ["a compressed reply is read", answers.gzipped, success],
  [
    "chunked counts before a length beside it",
    raw(["Transfer-Encoding: chunked", "Content-Length: 71"], `47\r\n${settled}\r\n0\r\n\r\n`),
    success,
  ],
  ["equal lengths are one length", raw(["Content-Length: 71", "Content-Length: 71"], settled), success],
  ["a refusal is the insurer's word, with its text", answers.refused("该人员参保状态为暂停参保"), refused],
  ["a refusal as a text is one as well", answers.refused("该人员参保状态为暂停参保", "-1"), refused],
  [
    "infcode 0 with an error text and no output is a refusal",
    answers.envelope({ infcode: "0", err_msg: "FSI-无法获取参保信息", output: "null" }),
    refusedWithZero,
  ],
  ["a gateway's 401 means that nothing was sent", badSignature, gatewayRefused],
  [
    "a gateway's 401 under HTTP status 200 means the same",
    answers.gateway("签名不一致!", 200),
    { ...gatewayRefused, http_status: 200 },
  ],
  ["a gateway's complaint about the time names the clock", lateTimestamp, { ...gatewayRefused, ...clockFault }],
];

/** 人员暂停参保, as a bureau writes it that declares GBK. */
const suspended = Buffer.from("c8cbd4b1d4ddcda3b2ceb1a3", "hex");
const inGbk = (text: Buffer): Buffer =>
  Buffer.concat([Buffer.from('{"infcode":-1,"err_msg":"'), text, Buffer.from('","output":null}')]);
const declaringGbk = (body: Buffer): Answer =>
  answers.plain({ status: 200, headers: [["Content-Type", "application/json;charset=GBK"]], body });

/** What the log says had to be done to read a reply. */
function repairsIn(folder: string): readonly unknown[] {
  return readLog(folder)
    .filter(({ level, message }) => level === "warn" && message === "reply")
    .map(({ repairs }) => repairs);
}

/** A lookup, told as a line, and a settlement, told as JSON, come to the same. */
suite("an answer that can be read", { concurrency: 2 }, () => {
  for (const [title, answer, expected] of cases) {
    test(title, async (t) => {
      const rig = await rigFor(t);
      rig.insurer.answer("1101", answer);
      rig.insurer.answer("2207", answer);
      const looked = rig.insert("1101", lookUp);
      await assertEnded(rig, looked, await rig.run(looked), "line", expected);
      const settled = rig.insert("2207", settlement());
      await assertEnded(rig, settled, await rig.run(settled, "--json"), "json", expected);
      assert.deepEqual([rig.insurer.sendingsOf("1101").length, rig.insurer.sendingsOf("2207").length], [1, 1]);
    });
  }

  test("400 KB of exclamation marks from the gateway are read in time", async (t) => {
    const rig = await rigFor(t);
    const message = `${"!".repeat(400_000)}x`;
    rig.insurer.answer("1101", answers.gateway(message));
    const id = rig.insert("1101", lookUp);
    const { code } = await rig.run(id);
    const { error_code, err_msg } = await rig.view(id);
    assert.deepEqual([code, error_code], [6, "GATEWAY_REFUSED"]);
    assert.match(String(err_msg), /^医保网关拒绝，请求未到达医保核心系统：!{100}/);
  });

  test("a refusal in GBK is stored in its own words", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", declaringGbk(inGbk(suspended)));
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", { ...refused, err_msg: "人员暂停参保" });
    const [response] = rig.responses(id);
    assert.equal(response?.response_data, '{"infcode":-1,"err_msg":"人员暂停参保","output":null}');
  });

  test("a refusal in GBK with half a character is one, and its bytes are kept", async (t) => {
    const rig = await rigFor(t);
    const body = inGbk(suspended.subarray(0, 11));
    rig.insurer.answer("2207", declaringGbk(body));
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", { ...refused, err_msg: "人员暂停参\ufffd" });
    assert.deepEqual(JSON.parse(rig.responses(id)[0]?.response_data ?? ""), {
      infcode: -1,
      err_msg: "人员暂停参\ufffd",
      output: null,
      raw_base64: body.toString("base64"),
    });
    assert.deepEqual(repairsIn(rig.folder), ["undecodable-bytes"]);
  });

  test("a line break inside a text is read as one, with a warning", async (t) => {
    const rig = await rigFor(t);
    const text = '{"infcode":-1,"err_msg":"第一行\n第二行","output":null}';
    rig.insurer.answer("2207", answers.plain({ status: 200, headers: [], body: Buffer.from(text) }));
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", { ...refused, err_msg: "第一行\n第二行" });
    assert.equal(rig.responses(id)[0]?.response_data, text.replace("\n", "\\n"));
    assert.deepEqual(repairsIn(rig.folder), ["control-characters"]);
  });

  test("a wrong secret is refused by the gateway's own check", async (t) => {
    const rig = await rigFor(t, { configuration: { sdk: { app_secret: "wrong" } } });
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", gatewayRefused);
    assert.deepEqual(rig.insurer.requests[0]?.verdict, { accepted: false, by: "gateway", why: ["签名不一致!"] });
  });

  test("a machine whose clock is an hour behind the gateway's is told so", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", () => {
      const date = new Date(Date.now() + 3_600_000).toUTCString();
      const body = Buffer.from('{"code":401,"message":"签名时间戳超时!"}');
      return answers.plain({ status: 401, headers: [["Date", date]], body });
    });
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", {
      ...gatewayRefused,
      message: "the gateway replied 401; this machine's clock is 60 minutes behind the gateway's: set the clock",
      err_msg: "医保网关拒绝，请求未到达医保核心系统：签名时间戳超时。本机时间比网关慢约 60 分钟，请校准后重新办理",
      error: clockFault.error,
    });
  });
});
