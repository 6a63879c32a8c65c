import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../../src/outcome/outcome.ts";
import { type Answer, type Asked, classifyAnswer } from "../../src/sending/classify-answer.ts";
import { vectorsOf } from "./vectors.ts";

const NOW = Date.UTC(2024, 10, 1, 2, 30);
/** 2207: class C, and the specification promises an output. */
const PROMISED: Asked = { interfaceClass: "C", promisesOutput: true };
/** 2601: class C without an output. */
const UNPROMISED: Asked = { interfaceClass: "C", promisesOutput: false };
const TIMEOUT_TEXTS = ["调用核心超时", "请求超时", "服务超时", "Read timed out"];
const RULES = { harmlessTexts: ["成功", "success", "ok"], timeoutTexts: TIMEOUT_TEXTS, asked: PROMISED, epochMs: NOW };

function answer(body: string | Uint8Array, more: Partial<Answer> = {}): Answer {
  return { httpStatus: 200, headers: {}, body: typeof body === "string" ? Buffer.from(body, "utf8") : body, ...more };
}

function classify(body: string | Uint8Array, more: Partial<Answer> = {}, rules: Partial<typeof RULES> = {}) {
  return classifyAnswer(answer(body, more), { ...RULES, ...rules });
}

const zero = (err_msg: unknown, output: unknown = null): string => JSON.stringify({ infcode: 0, err_msg, output });

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

for (const text of [
  "",
  " ",
  "null",
  "。",
  "成功",
  "交易成功!",
  "成功。",
  "操作成功！",
  "上传成功",
  "退号成功",
  "撤销成功 ",
  "Success",
  "success.",
  "HTTP 200 OK",
  "重复提交，原交易已成功",
]) {
  for (const asked of [PROMISED, UNPROMISED]) {
    test(`infcode 0 with "${text}" is a success, output promised ${asked.promisesOutput}`, () => {
      const outcome = classify(zero(text), {}, { asked });
      assert.equal(outcome.reason, "success");
      assert.ok("reply" in outcome && outcome.reply.errMsg === text);
    });
  }
}

for (const text of [
  "文件查询号不能为空",
  "未成功",
  "冲正不成功！",
  "没有成功",
  "该费用未能上传成功",
  "撤销失败",
  "调用成功，写入失败，返回成功",
  "成功标志为空",
  "not ok",
  "no success",
  "unsuccess",
  "facebook",
  "转发:失败;ok",
]) {
  test(`infcode 0 with "${text}" and without the promised output is a refusal`, () => {
    assert.equal(classify(zero(text)).reason, "refused-with-zero");
  });

  test(`infcode 0 with "${text}" tells nothing where no output is promised`, () => {
    for (const interfaceClass of ["B", "C"] as const) {
      const outcome = classify(zero(text), {}, { asked: { interfaceClass, promisesOutput: false } });
      assert.ok(outcome.reason === "reply-undecided" && outcome.because === "zero-with-text", outcome.reason);
      assert.equal(outcome.errMsg, text);
      assert.deepEqual(outcome.raw, { text: zero(text) });
    }
    const query = classify(zero(text), {}, { asked: { interfaceClass: "A", promisesOutput: false } });
    assert.equal(query.reason, "refused-with-zero");
  });
}

test("a text that the configuration names as harmless is a success, whatever it says", () => {
  assert.equal(classify(zero("无失败记录。"), {}, { harmlessTexts: ["无失败记录"] }).reason, "success");
});

for (const output of [
  null,
  "",
  " ",
  "null",
  "{}",
  {},
  [],
  "[]",
  { data: null },
  '{"data": null}',
  { data: {}, a: "" },
]) {
  test(`${JSON.stringify(output)} is not an output`, () => {
    assert.equal(classify(zero("文件查询号不能为空", output)).reason, "refused-with-zero");
  });
}

for (const output of [{ a: 1 }, { a: false }, [{}], { result: [] }, "text", '{"a":0}', 0]) {
  test(`${JSON.stringify(output)} is an output`, () => {
    assert.equal(classify(zero("余额不足提醒", output)).reason, "success");
  });
}

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

const refusal = (err_msg: string): string => JSON.stringify({ infcode: -1, err_msg, output: null });

for (const text of [
  "调用核心超时",
  "FSI-请求超时，请稍后再试",
  "医保服务 超时",
  "java.net.SocketTimeoutException: READ TIMED  OUT",
]) {
  test(`a refusal with "${text}" leaves the outcome of what is not a query unknown`, () => {
    for (const interfaceClass of ["B", "C"] as const) {
      const outcome = classify(refusal(text), {}, { asked: { interfaceClass, promisesOutput: true } });
      assert.ok(outcome.reason === "reply-undecided" && outcome.because === "timed-out-behind", outcome.reason);
      assert.equal(outcome.errMsg, text);
    }
    assert.equal(
      classify(refusal(text), {}, { asked: { interfaceClass: "A", promisesOutput: true } }).reason,
      "refused",
    );
  });
}

test("a time-out with infcode 0 and without an output leaves the outcome unknown, though an output is promised", () => {
  const outcome = classify(zero("调用核心超时"));
  assert.ok(outcome.reason === "reply-undecided" && outcome.because === "timed-out-behind", outcome.reason);
  assert.equal(classify(zero("调用核心超时，重试后返回", { a: 1 })).reason, "success");
});

for (const text of ["电子凭证已超时", "签名时间戳超时!", "请求超时间范围", "服务超时限，不能撤销", "处理失败"]) {
  test(`a refusal with "${text}" is a refusal`, () => {
    assert.equal(classify(refusal(text)).reason, "refused");
  });
}

for (const httpStatus of [502, 503, 504]) {
  test(`HTTP ${httpStatus} around an envelope leaves the outcome of what is not a query unknown`, () => {
    for (const body of [refusal("请求失败"), zero(null, { a: 1 })]) {
      const outcome = classify(body, { httpStatus });
      assert.ok(outcome.reason === "reply-undecided" && outcome.because === "gateway-status", outcome.reason);
      assert.equal(outcome.httpStatus, httpStatus);
    }
    const query: Asked = { interfaceClass: "A", promisesOutput: true };
    assert.equal(classify(refusal("请求失败"), { httpStatus }, { asked: query }).reason, "refused");
  });
}

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

/** {"infcode":-1,"err_msg":"人员暂停参保","output":null}, the text in GBK and as long as wanted. */
const inGbk = (bytes = 12): Buffer =>
  Buffer.concat([
    Buffer.from('{"infcode":-1,"err_msg":"'),
    Buffer.from("c8cbd4b1d4ddcda3b2ceb1a3", "hex").subarray(0, bytes),
    Buffer.from('","output":null}'),
  ]);
const gbkDeclared = { headers: { "content-type": "application/json;charset=GBK" } };

test("a reply in a declared GBK is read", () => {
  const outcome = classify(inGbk(), gbkDeclared);
  assert.ok(outcome.reason === "refused");
  const { text, errMsg, bytes, repairs } = outcome.reply;
  assert.equal(text, '{"infcode":-1,"err_msg":"人员暂停参保","output":null}');
  assert.deepEqual([errMsg, bytes, repairs], ["人员暂停参保", null, []]);
});

test("of a reply in which half a character stands the bytes are kept too", () => {
  const outcome = classify(inGbk(11), gbkDeclared);
  assert.ok(outcome.reason === "refused");
  assert.equal(outcome.reply.errMsg, "人员暂停参\ufffd");
  assert.deepEqual(outcome.reply.bytes, inGbk(11));
  assert.deepEqual(outcome.reply.repairs, ["undecodable-bytes"]);
});

test("a line break inside a string is read as one", () => {
  const outcome = classify('{"infcode":-1,\n"err_msg":"第一行\r\n第二行\t\\"x\\"","output":null}');
  assert.ok(outcome.reason === "refused");
  assert.equal(outcome.reply.errMsg, '第一行\r\n第二行\t"x"');
  assert.equal(outcome.reply.text, '{"infcode":-1,\n"err_msg":"第一行\\r\\n第二行\\t\\"x\\"","output":null}');
  assert.deepEqual(outcome.reply.repairs, ["control-characters"]);
});

test("a reply that is broken otherwise too is not read", () => {
  for (const body of [
    '{"infcode":-1,"err_msg":"a\nb}',
    '{"infcode":-1,"err_msg":"a\nb",}',
    '{"infcode":0,"err_msg":"\u0000"}',
  ]) {
    const outcome = classify(body);
    assert.ok(outcome.reason === "answer-unreadable", outcome.reason);
    assert.deepEqual(outcome.raw, { text: body });
  }
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
