import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../../src/outcome/outcome.ts";
import { type Answer, classifyAnswer } from "../../src/sending/classify-answer.ts";
import { vectorsOf } from "./vectors.ts";

const NOW = Date.UTC(2024, 10, 1, 2, 30);
const RULES = { harmlessTexts: new Set(["成功", "success"]), epochMs: NOW };

function answer(body: string | Uint8Array, more: Partial<Answer> = {}): Answer {
  return { httpStatus: 200, headers: {}, body: typeof body === "string" ? Buffer.from(body, "utf8") : body, ...more };
}

function classify(body: string | Uint8Array, more: Partial<Answer> = {}) {
  return classifyAnswer(answer(body, more), RULES);
}

const REASON_OF_CLASS: Readonly<Record<string, readonly Outcome["reason"][]>> = {
  SUCCESS: ["success"],
  BUSINESS_ERROR: ["refused", "refused-with-zero"],
  NOT_PROCESSED_AUTH: ["gateway-refused"],
  UNKNOWN: ["answer-unreadable"],
};

const vectors = vectorsOf("resp-");

test("there are eight vectors for replies", () => {
  assert.equal(vectors.length, 8);
});

for (const { id, inputs, expected } of vectors) {
  test(`${id}: the reply is classified as ${expected.class}`, () => {
    const { reason } = classify(String(inputs.body));
    assert.ok(REASON_OF_CLASS[String(expected.class)]?.includes(reason), reason);
  });
}

test("infcode 0 with an error text and no output is a refusal", () => {
  assert.equal(classify('{"infcode":"0","err_msg":"文件查询号不能为空","output":null}').reason, "refused-with-zero");
});

test("infcode 0 with an error text and empty output is a refusal", () => {
  assert.equal(classify('{"infcode":0,"err_msg":"文件查询号不能为空","output":{}}').reason, "refused-with-zero");
});

test("infcode 0 with a harmless text is a success without output", () => {
  assert.equal(classify('{"infcode":0,"err_msg":"Success"}').reason, "success");
});

test("infcode 0 with a text and output is a success", () => {
  assert.equal(classify('{"infcode":0,"err_msg":"余额不足提醒","output":{"a":1}}').reason, "success");
});

test("the reply's text is kept character for character", () => {
  const text = '{"infcode" : 0.0,\n "output":{"amt":12.50,"id":9007199254740993}, "err_msg":null}';
  const outcome = classify(text);
  assert.ok("reply" in outcome);
  assert.equal(outcome.reply.text, text);
  assert.equal(outcome.reply.infcode, "0");
});

test("a byte order mark before the reply does no harm", () => {
  assert.equal(classify('\ufeff{"infcode":0,"output":{"a":1}}').reason, "success");
});

test("an infcode that stands twice decides nothing", () => {
  const outcome = classify('{"infcode":0,"output":{"a":1},"\\u0069nfcode":-1}');
  assert.equal(outcome.reason, "answer-unreadable");
  assert.ok(outcome.reason === "answer-unreadable" && outcome.cause === "infcode appears twice in the reply");
});

test("an infcode deep inside the output does not stand twice", () => {
  assert.equal(classify('{"infcode":0,"output":{"infcode":1,"list":[{"infcode":1}]}}').reason, "success");
});

test("any redirect leaves the outcome unknown, an envelope in its body too", () => {
  assert.equal(classify('{"infcode":0,"output":{"a":1}}', { httpStatus: 307 }).reason, "answer-unreadable");
});

test("an envelope with HTTP status 500 is an answer", () => {
  assert.equal(classify('{"infcode":-1,"err_msg":"请求失败"}', { httpStatus: 500 }).reason, "refused");
});

for (const [title, body] of [
  ["a list", "[]"],
  ["a scalar", "0"],
  ["no JSON", "{infcode:0}"],
  ["an infcode of null", '{"infcode":null}'],
  ["an infcode that is a list", '{"infcode":[0]}'],
  ["an empty infcode", '{"infcode":" "}'],
  ["a middleware's code", '{"code":"999","msg":"系统繁忙"}'],
  ["nesting beyond 64 levels", `{"infcode":0,"output":${"[".repeat(64)}${"]".repeat(64)}}`],
] as const) {
  test(`${title} is not an envelope`, () => {
    const outcome = classify(body);
    assert.equal(outcome.reason, "answer-unreadable");
    assert.deepEqual("raw" in outcome && outcome.raw, { text: body });
  });
}

test("bytes that are not UTF-8 are kept as bytes", () => {
  const bytes = Buffer.from([0x7b, 0xc4, 0xe3, 0x7d]);
  const outcome = classify(bytes);
  assert.deepEqual("raw" in outcome && outcome.raw, { bytes });
});

test("a Retry-After in seconds and one as a date are read", () => {
  const seconds = classify("busy", { httpStatus: 503, headers: { "retry-after": "3" } });
  assert.ok(seconds.reason === "answer-unreadable" && seconds.retryAfterMs === 3000);
  const date = classify("busy", { httpStatus: 503, headers: { "retry-after": "Fri, 01 Nov 2024 02:30:02 GMT" } });
  assert.ok(date.reason === "answer-unreadable" && date.retryAfterMs === 2000);
});

test("a gateway's refusal says by how much the clocks differ", () => {
  const body = '{"code":401,"message":"签名时间戳超时!"}';
  const outcome = classify(body, { httpStatus: 401, headers: { date: "Fri, 01 Nov 2024 01:30:00 GMT" } });
  assert.ok(outcome.reason === "gateway-refused");
  assert.equal(outcome.clockAheadMs, 3_600_000);
  assert.equal(outcome.message, "签名时间戳超时!");
});

test("a gateway's refusal within its tolerance does not blame the clock", () => {
  const outcome = classify('{"code":"401","message":"签名不一致!"}', {
    headers: { date: "Fri, 01 Nov 2024 02:01:00 GMT" },
  });
  assert.ok(outcome.reason === "gateway-refused" && outcome.clockAheadMs === null);
});
