import assert from "node:assert/strict";
import { test } from "node:test";
import { errMsgFor } from "../../src/outcome/in-chinese.ts";
import { classifyAnswer } from "../../src/sending/classify-answer.ts";

const RULES = {
  harmlessTexts: [],
  timeoutTexts: [],
  asked: { interfaceClass: "C", promisesOutput: true },
  epochMs: 0,
} as const;

function errMsg(body: string, httpStatus: number): string {
  const outcome = classifyAnswer({ httpStatus, headers: {}, body: Buffer.from(body) }, RULES);
  assert.equal(outcome.reason, "answer-unreadable");
  return errMsgFor(outcome, "OUTCOME_UNKNOWN");
}

for (const [title, body, httpStatus, shown] of [
  [
    "a gateway's own refusal",
    '{"message":"请使用医保电子凭证规范码","success":false,"code":500159}',
    200,
    "（the reply has no infcode）。对方返回：请使用医保电子凭证规范码（500159）",
  ],
  ["a middleware's code", '{"code":"999","msg":"系统\\r\\n繁忙"}', 200, "。对方返回：系统 繁忙（999）"],
  [
    "Spring's page as JSON",
    '{"timestamp":1,"status":404,"error":"Not Found","message":"","path":"/api"}',
    404,
    "。对方返回：HTTP 404，Not Found（404）",
  ],
  ["a message inside", '{"error":{"code":"E1","message":"限流"}}', 429, "。对方返回：HTTP 429，限流（E1）"],
  ["JSON without a message", '{"a":1}', 403, '。对方返回：HTTP 403，{"a":1}'],
  [
    "a proxy's page",
    "<html><head><title>502 Bad Gateway</title><style>p {\n a: b }</style></head><body><h1>nginx</h1></body></html>",
    500,
    "（the body is not a JSON object）。对方返回：HTTP 500，502 Bad Gateway nginx",
  ],
  ["a plain word", "Forbidden\n", 403, "。对方返回：HTTP 403，Forbidden"],
  ["nothing", "", 503, "（the body is empty）。对方返回：HTTP 503"],
  ["nothing under HTTP 200", "", 200, "（the body is empty）"],
  ["a redirect", "", 302, "（HTTP 302 redirect）"],
] as const) {
  test(`err_msg shows ${title}`, () => {
    const text = errMsg(body, httpStatus);
    assert.ok(text.includes("应答不是医保报文") && text.endsWith(shown), text);
  });
}

test("a long word of the other side is cut, not inside a character", () => {
  const text = errMsg(JSON.stringify({ message: `a${"𠮷".repeat(5000)}` }), 500);
  assert.ok(text.endsWith(`HTTP 500，a${"𠮷".repeat(299)}…`), text);
});
