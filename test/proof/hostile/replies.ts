import { gzipSync } from "node:zlib";
import type { Reply } from "../../standins/insurer/reply.ts";

const bytes = (body: Buffer, headers: Reply["headers"] = []): Reply => ({ status: 200, headers, body });
const text = (body: string): Reply => bytes(Buffer.from(body));
const good = '{"infcode":0,"err_msg":"","output":{}}';
const MILLION = 1_000_000;

/** A reply that may do harm, what a class C request becomes by it, and how much of it is kept at least. */
export interface HostileReply {
  readonly name: string;
  readonly reply: Reply;
  readonly error_code: string | null;
  readonly keeps: RegExp;
  /** It may take much memory. */
  readonly isLarge?: true;
}

const unknown = (name: string, reply: Reply, keeps = /^\{"error_code":"OUTCOME_UNKNOWN"/): HostileReply => ({
  name,
  reply,
  error_code: "OUTCOME_UNKNOWN",
  keeps,
});
const large = (hostile: HostileReply): HostileReply => ({ ...hostile, isLarge: true });
const taken = (name: string, reply: Reply, error_code: string | null, keeps: RegExp): HostileReply => ({
  name,
  reply,
  error_code,
  keeps,
});

/** With sdk.max_reply_bytes 1,000,000. */
export const hostileReplies: readonly HostileReply[] = [
  large(
    unknown(
      "a megabyte too much",
      text(`{"infcode":0,"x":"${"x".repeat(2 * MILLION)}"}`),
      /"raw_base64":"eyJpbmZjb2RlIjowLCJ4Ijoie/,
    ),
  ),
  large(
    unknown(
      "a gzip bomb",
      bytes(gzipSync(Buffer.alloc(400 * MILLION, 32)), [["Content-Encoding", "gzip"]]),
      /"raw_base64":"ICAgICAg/,
    ),
  ),
  unknown(
    "gzip that is none",
    bytes(Buffer.from(good), [["Content-Encoding", "gzip"]]),
    /"raw":"HTTP\/1\.1 200 OK.*\{\\"infcode\\":0,\\"err_msg\\":\\"\\",\\"output\\":\{\}\}"/,
  ),
  unknown(
    "gzip cut short",
    bytes(gzipSync(good.repeat(99)).subarray(0, 60), [["Content-Encoding", "gzip"]]),
    /"raw":"\{/,
  ),
  large(unknown("a million brackets", text(`{"infcode":0,"output":${"[".repeat(900_000)}`))),
  unknown(
    "GBK instead of UTF-8",
    bytes(
      Buffer.concat([Buffer.from('{"infcode":0,"err_msg":"'), Buffer.of(0xb3, 0xc9, 0xb9, 0xa6), Buffer.from('"}')]),
    ),
    /raw_base64/,
  ),
  unknown("UTF-16", bytes(Buffer.from(good, "utf16le"))),
  unknown(
    "infcode twice",
    text('{"infcode":0,"infcode":-1,"err_msg":"","output":{}}'),
    /"raw":"\{\\"infcode\\":0,\\"infcode\\":-1/,
  ),
  unknown("an infcode that is an object", text('{"infcode":{"a":0},"output":{}}')),
  unknown("a list", text(`[${good}]`)),
  unknown("a NUL inside", text('{"infcode":0,"err_msg":"\u0000","output":{}}')),
  unknown(
    "a header of 100 KB",
    bytes(Buffer.from(good), [["X-Long", "x".repeat(100_000)]]),
    /"raw":"HTTP\/1\.1 200 OK/,
  ),
  taken(
    "__proto__ with an infcode",
    text('{"__proto__":{"infcode":0},"infcode":-1,"err_msg":"no","output":null}'),
    "REFUSED",
    /^\{"__proto__"/,
  ),
  taken("a byte order mark", text(`\ufeff${good}`), null, /"infcode":0/),
  taken(
    "numbers beyond 2^53",
    text('{"infcode":0,"err_msg":"","output":{"setl_id":90071992547409931234,"amt":12.50}}'),
    null,
    /90071992547409931234,"amt":12\.50/,
  ),
  taken("lone surrogates", text('{"infcode":0,"err_msg":"","output":{"name":"\\ud800"}}'), null, /\\ud800/),
  taken(
    "an err_msg of 100,000 characters",
    text(`{"infcode":-1,"err_msg":"${"错".repeat(100_000)}","output":null}`),
    "REFUSED",
    /错{100000}/,
  ),
];
