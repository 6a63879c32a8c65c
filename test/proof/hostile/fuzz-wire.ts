import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { connectInsurer, type InsurerConnection } from "../../../src/sending/connection.ts";
import { configuration } from "../histories/configuration.ts";
import { inParallel } from "../pool.ts";

const BODY = '{"infcode":0,"err_msg":"成功","output":{"setlinfo":{"setl_id":"SETL-9"}}}';
const LENGTH = Buffer.byteLength(BODY);

const heads = [
  ["Content-Type: application/json", `Content-Length: ${LENGTH}`],
  ["Transfer-Encoding: chunked", `Content-Length: ${LENGTH}`],
  [`Content-Length: ${LENGTH}`, `Content-Length: ${LENGTH}`],
  ["Content-Encoding: gzip", `Content-Length: ${LENGTH}`],
];

/** A reply, and a change to it: at a place (a part of it in thousandths) so many bytes go and others come. */
const reply = fc.record({
  head: fc.constantFrom(...heads),
  place: fc.nat({ max: 999 }),
  removed: fc.nat({ max: 30 }),
  inserted: fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc.constantFrom("\r\n", "\n", ":", " ", "Content-Length: 3\r\n", "0"),
  ),
});

function bytesOf({
  head,
  place,
  removed,
  inserted,
}: typeof reply extends fc.Arbitrary<infer Reply> ? Reply : never): Buffer {
  const body = head.includes("Transfer-Encoding: chunked") ? `${LENGTH.toString(16)}\r\n${BODY}\r\n0\r\n\r\n` : BODY;
  const whole = Buffer.from(["HTTP/1.1 200 OK", ...head, "", body].join("\r\n"));
  const at = Math.floor((whole.length * place) / 1000);
  return Buffer.concat([whole.subarray(0, at), Buffer.from(inserted), whole.subarray(at + removed)]);
}

type Posted = Awaited<ReturnType<InsurerConnection["post"]>>;

/** What HTTP refuses is kept as it came; of a reply that ends too early at least something is. */
function assertKept(came: Buffer, answer: Posted): void {
  if ("body" in answer) return;
  const facts = `${JSON.stringify(came.toString("latin1"))}: ${JSON.stringify(answer)}`;
  assert.ok(answer.raw !== null, facts);
  const kept = "text" in answer.raw ? Buffer.from(answer.raw.text) : Buffer.from(answer.raw.bytes);
  if (answer.reason === "answer-unreadable") assert.ok(kept.equals(came), facts);
  else assert.ok(kept.length > 0 && came.includes(kept), facts);
}

/** Whatever bytes come as a reply: there is a body, or the bytes are kept; and the connection is closed. */
export async function fuzzWire(numRuns: number, seed = 20_241_201): Promise<void> {
  let next: Buffer = Buffer.alloc(0);
  const server = createServer((client) => {
    client.on("error", () => {});
    client.once("data", () => client.end(next));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is an object.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  try {
    await inParallel(1, fc.sample(reply, { numRuns, seed }), async (each) => {
      next = bytesOf(each);
      const connection = await connectInsurer({ ...configuration.sdk, url: new URL(url) }, 10_000);
      assert.ok("post" in connection);
      const answer = await connection.post({ url, headers: {}, body: Buffer.from("{}") });
      assertKept(next, answer);
    });
  } finally {
    server.close();
  }
}
