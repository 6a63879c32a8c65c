import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBody } from "../../src/sending/reply-body.ts";

/** 人员暂停参保 */
const GBK = [0xc8, 0xcb, 0xd4, 0xb1, 0xd4, 0xdd, 0xcd, 0xa3, 0xb2, 0xce, 0xb1, 0xa3];
const declared = "application/json;charset=GBK";

for (const contentType of [
  declared,
  'text/plain; Charset = "gb18030"',
  "application/json; charset=gb2312",
  "text/html;charset=x-gbk",
]) {
  test(`${contentType} is decoded`, () => {
    assert.deepEqual(decodeBody(Buffer.from(GBK), contentType), { text: "人员暂停参保", isWhole: true });
  });
}

test("GB18030 of four bytes is decoded", () => {
  const bytes = Buffer.of(0x95, 0x32, 0x82, 0x36);
  assert.deepEqual(decodeBody(bytes, "application/json;charset=GB18030"), { text: "\u{20000}", isWhole: true });
});

for (const contentType of [undefined, "application/json", "application/json;charset=UTF-8", "charset=GBK"]) {
  test(`bytes of GBK under ${contentType} are not read`, () => {
    assert.equal(decodeBody(Buffer.from(GBK), contentType), null);
  });
}

test("UTF-8 is read as such, whatever is declared", () => {
  for (const contentType of [declared, "application/json;charset=ISO-8859-1", undefined]) {
    assert.deepEqual(decodeBody(Buffer.from("人员 é"), contentType), { text: "人员 é", isWhole: true });
  }
});

test("a Chinese character whose bytes would be a letter of UTF-8 is read as declared", () => {
  // 失: CA A7 is U+02A7 in UTF-8.
  assert.deepEqual(decodeBody(Buffer.of(0xca, 0xa7), declared), { text: "失", isWhole: true });
});

test("half a character at the end of a text is lost, and said to be", () => {
  const bytes = Buffer.from([0x22, ...GBK.slice(0, 11), 0x22]);
  assert.deepEqual(decodeBody(bytes, declared), { text: '"人员暂停参\ufffd"', isWhole: false });
});
