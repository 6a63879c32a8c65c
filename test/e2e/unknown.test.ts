import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { inputOfClass, nextActionOfClass } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { isWindows } from "../rig/system.ts";
import * as answers from "../standins/insurer/answers.ts";
import type { Answer } from "../standins/insurer/script.ts";
import { assertEnded, type Expected } from "./agreement.ts";

/** What is known of an answer that did not come, or is none. */
interface Loss {
  readonly kind: "LOST" | "UNREADABLE";
  readonly cause: string;
  readonly http_status: number | null;
  readonly raw: { readonly raw?: string; readonly raw_base64?: string };
  /** The other side's own words, with what leads to them. */
  readonly said: string;
}

const causeWords = {
  LOST: "the request was sent and its reply is lost",
  UNREADABLE: "the request was sent and its reply cannot be read",
};
const causeInChinese = { LOST: "没有收到完整的应答", UNREADABLE: "应答不是医保报文" };

/** A lookup may be asked again; of anything else nobody knows whether it happened. */
function expectedOf(interfaceClass: "A" | "B" | "C", { kind, cause, http_status, raw, said }: Loss): Expected {
  const words =
    interfaceClass === "A"
      ? "请求已发送，但没有得到可读的应答，可以重新查询"
      : "请求已发送，但结果未知，医保端可能已办理。请勿重复办理，请按 next_action 核实";
  return {
    exit: 7,
    status: "ERROR",
    error_code: interfaceClass === "A" ? `REPLY_${kind}` : "OUTCOME_UNKNOWN",
    result_status: "SYSTEM_ERROR",
    infcode: null,
    attempts: ["UNKNOWN"],
    http_status,
    message: `${causeWords[kind]}: ${cause}`,
    err_msg: `${words}。原因：${causeInChinese[kind]}（${cause}）${said}`,
    error: { faults: [], ...raw },
    next_action: nextActionOfClass[interfaceClass],
  };
}

const lost = (cause: string, http_status: number | null = null, raw = {}): Loss => ({
  kind: "LOST",
  cause,
  http_status,
  raw,
  said: "",
});
const unreadable = (cause: string, http_status: number, raw: Loss["raw"], said = ""): Loss => ({
  kind: "UNREADABLE",
  cause,
  http_status,
  raw,
  said: said === "" ? "" : `。对方返回：${said}`,
});

const page = "<html><head><title>500</title></head><body>Proxy Error</body></html>";
const twice = '{"infcode":0,"infcode":-1}';
const json = (body: string): Answer => answers.plain({ status: 200, headers: [], body: Buffer.from(body) });
const deep = `{"infcode":0,"output":${"[".repeat(64)}${"]".repeat(64)}}`;
const notUtf8 = answers.plain({ status: 200, headers: [], body: Buffer.of(0x7b, 0xb3, 0xc9, 0x7d) });
const good = '{"infcode":0,"err_msg":null,"output":{"setlinfo":{"setl_id":"SETL-9"}}}';

/** Replies that Node's HTTP client or its decompressor refuses. */
const twoLengths = {
  name: "two lengths that differ",
  bytes: `HTTP/1.1 200 OK\r\nContent-Length: 71\r\nContent-Length: 70\r\n\r\n${good}`,
  cause: "HPE_UNEXPECTED_CONTENT_LENGTH Parse Error: Duplicate Content-Length",
  status: null,
};
const badHeader = {
  name: "a header that is none",
  bytes: `HTTP/1.1 200 OK\r\nBad Header: x\r\nContent-Length: 71\r\n\r\n${good}`,
  cause: "HPE_INVALID_HEADER_TOKEN Parse Error: Invalid header token",
  status: null,
};
const badChunk = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n47\r\n${good}\r\nxyz`;
const notHttp = {
  name: "no HTTP at all",
  bytes: "hello\r\n",
  cause: "HPE_INVALID_CONSTANT Parse Error: Expected HTTP/, RTSP/ or ICE/",
  status: null,
};
const plainUnderGzip = {
  name: "a plain body under the header of gzip",
  bytes: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 71\r\n\r\n${good}`,
  cause: "Z_DATA_ERROR incorrect header check",
  status: 200,
};
const half = { reply: () => ({ status: 200, headers: [], body: Buffer.from('{"infcode":0,') }) };

const resetInside = lost("ECONNRESET aborted", 200, { raw_base64: "eyJpbmZjb2Rl" });
/** Windows may discard what has arrived and is not read yet. */
const resetOnWindows = lost("read ECONNRESET");

const cases: readonly (readonly [title: string, answer: Answer, loss: Loss, sdk?: Overrides["sdk"]])[] = [
  ["a connection reset before the reply", answers.lost, lost("read ECONNRESET")],
  [
    "a connection closed before the reply",
    { delivery: { how: "close-before-reply" } },
    lost("ECONNRESET socket hang up"),
  ],
  [
    "a connection reset inside the reply",
    { ...half, delivery: { how: "reset-inside-reply", bodyBytes: 9 } },
    resetInside,
  ],
  [
    "a body that ends too early",
    { ...half, delivery: { how: "cut-body", bodyBytes: 9 } },
    lost("ECONNRESET aborted", 200, { raw_base64: "eyJpbmZjb2Rl" }),
  ],
  [
    "silence until the attempt's time is over",
    { delivery: { how: "silence" } },
    lost("no complete reply within the time of one attempt"),
    { timeout: 2 },
  ],
  [
    "a reply that drips too slowly",
    { ...half, delivery: { how: "drip", bytes: 9, everyMs: 5000 } },
    lost("no complete reply within the time of one attempt", null, { raw: "HTTP/1.1 " }),
    { timeout: 2 },
  ],
  ...[twoLengths, badHeader, notHttp, plainUnderGzip].map(
    ({ name, bytes, cause, status }) =>
      [
        name,
        { delivery: { how: "raw", bytes: Buffer.from(bytes) } },
        { ...unreadable(cause, 200, { raw: bytes }), http_status: status },
      ] as const,
  ),
  [
    "a chunk that is none",
    { delivery: { how: "raw", bytes: Buffer.from(badChunk) } },
    lost("ECONNRESET aborted", 200, { raw: badChunk }),
  ],
  [
    "a connection that closes inside the head",
    { delivery: { how: "raw", bytes: Buffer.from("HTTP/1.1 200 OK\r\nContent-Le") } },
    lost("ECONNRESET socket hang up", null, { raw: "HTTP/1.1 200 OK\r\nContent-Le" }),
  ],
  [
    "an HTTP 500 with an HTML page",
    answers.html(500),
    unreadable("the body is not a JSON object", 500, { raw: page }, "HTTP 500，500 Proxy Error"),
  ],
  ["an HTTP 200 without a body", answers.empty, unreadable("the body is empty", 200, { raw: "" })],
  ["a 307", answers.redirect("http://127.0.0.1:1/elsewhere"), unreadable("HTTP 307 redirect", 307, { raw: "" })],
  [
    "an envelope that says infcode twice",
    json(twice),
    unreadable("infcode appears twice in the reply", 200, { raw: twice }, twice),
  ],
  ["a body that is no UTF-8", notUtf8, unreadable("the body is not UTF-8", 200, { raw_base64: "e7PJfQ==" })],
  [
    "a middleware's own JSON",
    json('{"code":"999","msg":"超时"}'),
    unreadable("the reply has no infcode", 200, { raw: '{"code":"999","msg":"超时"}' }, "超时（999）"),
  ],
  [
    "a gateway's refusal that is not a 401",
    json('{"message":"请使用医保电子凭证规范码","success":false,"code":500159}'),
    unreadable(
      "the reply has no infcode",
      200,
      { raw: '{"message":"请使用医保电子凭证规范码","success":false,"code":500159}' },
      "请使用医保电子凭证规范码（500159）",
    ),
  ],
  ["a JSON list", json("[]"), unreadable("the body is not a JSON object", 200, { raw: "[]" }, "[]")],
  [
    "an envelope nested deeper than 64 levels",
    json(deep),
    unreadable("the body is nested deeper than 64 levels", 200, { raw: deep }, deep),
  ],
];

/** Each is met by a lookup, an upload and a settlement, once: no retries here. */
suite("an answer that does not come, or cannot be read", { concurrency: 2 }, () => {
  for (const [title, answer, loss, sdk] of cases) {
    test(`${title} leaves the outcome unknown`, async (t) => {
      const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 }, ...(sdk && { sdk }) } });
      for (const interfaceClass of ["A", "B", "C"] as const) {
        const { infno, input } = inputOfClass[interfaceClass];
        rig.insurer.answer(infno, answer);
        const id = rig.insert(infno, input);
        const form = interfaceClass === "A" ? "line" : "json";
        const exit = await rig.run(id, ...(form === "json" ? ["--json"] : []));
        const isToldAsWindowsMay = isWindows && loss === resetInside && exit.stdout.includes("read ECONNRESET");
        await assertEnded(rig, id, exit, form, expectedOf(interfaceClass, isToldAsWindowsMay ? resetOnWindows : loss));
        assert.equal(rig.insurer.sendingsOf(infno).length, 1);
      }
    });
  }

  test("silence is waited for until sending ends, five seconds before the deadline", async (t) => {
    const rig = await rigFor(t, { configuration: { sdk: { timeout: 30 }, run: { deadline_seconds: 10 } } });
    rig.insurer.answer("2207", { delivery: { how: "silence" } });
    const id = rig.insert("2207", inputOfClass.C.input);
    const exit = await rig.run(id);
    await assertEnded(rig, id, exit, "line", expectedOf("C", lost("no complete reply within the time of one attempt")));
    assert.ok(exit.durationMs > 4900 && exit.durationMs < 10_250, `${exit.durationMs} ms`);
  });
});
