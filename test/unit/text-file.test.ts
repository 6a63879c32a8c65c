import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText } from "../../src/text-file.ts";

const TEXT = '{"psn_name": "张三𠮷"}\r\n';

for (const [encoding, bytes, text] of [
  ["UTF-8", Buffer.from(TEXT), TEXT],
  ["UTF-8 with a mark", Buffer.from(`\ufeff${TEXT}`), TEXT],
  ["UTF-16 with a mark", Buffer.from(`\ufeff${TEXT}`, "utf16le"), TEXT],
  ["UTF-16 with a mark, big-endian", Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16(), TEXT],
  ["nothing", Buffer.alloc(0), ""],
  ["GBK", Buffer.of(0xd5, 0xc5, 0xc8, 0xfd), null],
  ["half a character of UTF-8", Buffer.from("张").subarray(0, 2), null],
] as const) {
  test(`${encoding} is ${text === null ? "not read" : "read"}`, () => {
    assert.equal(decodeText(bytes), text);
  });
}
