import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { good } from "./answers.ts";
import { type InsurerStandIn, startInsurerStandIn } from "./insurer.ts";
import { ask } from "./raw-client.ts";
import { bytesOf, envelopeFor, goodRequest, type Headers, headersFor, institution } from "./sample-request.ts";

let insurer: InsurerStandIn;
before(async () => {
  insurer = await startInsurerStandIn(institution);
});
beforeEach(() => insurer.answer("1101", good));
after(() => insurer.stop());

const input = { data: { psn_no: "430123199001011234" } };
const body = JSON.stringify(envelopeFor("1101", input));
const lastVerdict = () => insurer.requests.at(-1)?.verdict;

test("a request with the signature of the specification's example passes", async () => {
  const { status, text } = await ask(insurer, goodRequest("1101", input));
  assert.equal(status, 200);
  assert.match(text, /^\{"infcode":0,"inf_refmsgid":"430100\d{24}","refmsg_time":"\d{17}","respond_time":"\d{17}",/);
  assert.match(text, /"psn_name":"张三"/);
  assert.deepEqual(lastVerdict(), { accepted: true });
});

const gatewayCases: readonly [title: string, change: Headers, status: number, message: string][] = [
  ["a wrong signature", { _api_signature: "RO8p8SbtmFgQAdOJ0TiagSJzgyc=" }, 401, "签名不一致!"],
  [
    "a signature with the Base64-decoded secret",
    { _api_signature: "zyxwIn2P6LNOO0vGZYT3ouyT/So=" },
    401,
    "签名不一致!",
  ],
  [
    "a signature by HMAC-SHA256",
    { _api_signature: "iv9izOOZLRNAmVXPV9UbASJq1OIqtwCfNx2Yhq6YGMA=" },
    401,
    "签名不一致!",
  ],
  ["a signature with a blank inside", { _api_signature: "sSs2b4k94dTE v+pEoYAoLuFpEqA=" }, 401, "签名不一致!"],
  ["an empty signature", { _api_signature: "" }, 401, "缺少服务网关的请求头!"],
  ["an empty _api_name", { _api_name: "" }, 401, "缺少服务网关的请求头!"],
  ["another interface's name", { _api_name: "1201" }, 401, "签名不一致!"],
  ["an unknown access key", { _api_access_key: "test-ak-0002" }, 401, "非法用户!"],
  ["another version", { _api_version: "2.0.0" }, 401, "服务版本错误!"],
  ["a timestamp in seconds", { _api_timestamp: "1730000000" }, 401, "签名时间戳超时!"],
  ["a timestamp 30 minutes and 1 ms old", { _api_timestamp: "1729998199999" }, 401, "签名时间戳超时!"],
  ["a timestamp 30 minutes and 1 ms ahead", { _api_timestamp: "1730001800001" }, 401, "签名时间戳超时!"],
  ["a timestamp 30 minutes old, signed for another", { _api_timestamp: "1729998200000" }, 401, "签名不一致!"],
  ["a form", { "Content-Type": "application/x-www-form-urlencoded" }, 415, "报文类型错误!"],
  ["a body in GBK", { "Content-Type": "application/json; charset=gbk" }, 415, "报文类型错误!"],
];
for (const [title, change, status, message] of gatewayCases) {
  test(`the gateway refuses ${title}`, async () => {
    const answer = await ask(insurer, bytesOf({ ...headersFor("1101"), ...change }, body));
    assert.equal(answer.status, status);
    assert.equal(answer.text, `{"code":${status},"message":"${message}"}`);
    assert.deepEqual(lastVerdict(), { accepted: false, by: "gateway", why: [message] });
  });
}

for (const name of ["_api_name", "_api_version", "_api_timestamp", "_api_access_key", "_api_signature"]) {
  test(`the gateway refuses a request without ${name}`, async () => {
    const { [name]: _, ...others } = headersFor("1101");
    const answer = await ask(insurer, bytesOf(others, body));
    assert.equal(answer.text, '{"code":401,"message":"缺少服务网关的请求头!"}');
  });
}

test("a header of the gateway that stands twice is refused", async () => {
  const twice = { ...headersFor("1101"), _API_NAME: "1101" };
  assert.equal((await ask(insurer, bytesOf(twice, body))).text, '{"code":401,"message":"缺少服务网关的请求头!"}');
});

test("a path that is not the service's is refused, a query string too", async () => {
  for (const path of ["/", "/api/medical-insurance/", "/api/medical-insurance?a=1"]) {
    assert.equal((await ask(insurer, bytesOf(headersFor("1101"), body, path))).status, 404);
  }
});

test("a GET is refused", async () => {
  const get = bytesOf(headersFor("1101"), "").toString("latin1").replace("POST", "GET");
  assert.equal((await ask(insurer, Buffer.from(get))).status, 405);
});

test("a chunked body, two lengths, no length and no Host are refused by the HTTP reader", async () => {
  const { Host: _, ...hostless } = headersFor("1101");
  const head = (headers: Headers) => bytesOf(headers, body).toString("latin1");
  const chunked = head({ ...headersFor("1101"), "Transfer-Encoding": "chunked" });
  const twice = head({ ...headersFor("1101"), "content-length": "5" });
  const lengthless = head(headersFor("1101")).replace(/Content-Length: \d+\r\n/, "");
  const statuses: number[] = [];
  for (const bytes of [chunked, twice, lengthless, head(hostless), "POST / HTTP/1.0\r\nHost: a\r\n\r\n"]) {
    statuses.push((await ask(insurer, Buffer.from(bytes))).status);
  }
  assert.deepEqual(statuses, [411, 400, 411, 400, 400]);
});
