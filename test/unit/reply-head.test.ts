import assert from "node:assert/strict";
import { test } from "node:test";
import { mendHead } from "../../src/sending/reply-head.ts";

const head = (...lines: readonly string[]): string => `${["HTTP/1.1 200 OK", ...lines].join("\r\n")}\r\n\r\n`;
const mended = (text: string): string => mendHead(Buffer.from(text, "latin1")).toString("latin1");

test("chunked counts and a length beside it does not", () => {
  const given = head("Transfer-Encoding: Chunked", "Server: x", "Content-Length: 71");
  assert.equal(mended(given), head("Transfer-Encoding: Chunked", "Server: x"));
});

test("equal lengths are one", () => {
  const one = head("Content-Length: 71", "Server: x");
  assert.equal(mended(head("Content-Length: 71", "Server: x", "content-length:71 ")), one);
  assert.equal(mended(head("Content-Length: 71, 71", "Server: x")), one);
});

for (const [title, given] of [
  ["different lengths", head("Content-Length: 71", "Content-Length: 72")],
  ["different lengths in one line", head("Content-Length: 71, 72")],
  ["a length that is not a number", head("Content-Length: 71", "Content-Length: x")],
  ["another coding than chunked", head("Transfer-Encoding: gzip, chunked", "Content-Length: 71")],
  ["chunked twice", head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "Content-Length: 71")],
  ["chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 71\r\n\r\n"],
  ["an ordinary head", head("Content-Length: 71", "X-Name: \u00c9\u00cf")],
  ["a continued line", head("X-Name: a", " Content-Length: 71", "Content-Length: 71", "Content-Length: 71")],
] as const) {
  test(`${title}: the head is left as it came`, () => {
    assert.equal(mended(given), given);
  });
}
