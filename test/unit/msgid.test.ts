import assert from "node:assert/strict";
import { test } from "node:test";
import { isMsgid, makeMsgid } from "../../src/msgid.ts";
import { vectorsOf } from "./vectors.ts";

function localTime(digits: string): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

for (const { id, inputs, expected } of vectorsOf("msgid-")) {
  test(`${id}: a message id is ${expected.msgid === undefined ? "refused" : "made"} as the vector says`, () => {
    const { fixmedins_code, time_yyyyMMddHHmmss, sequence, msgid } = inputs;
    const code = String(fixmedins_code ?? "H00000000001");
    const text =
      msgid === undefined ? makeMsgid(code, localTime(String(time_yyyyMMddHHmmss)), Number(sequence)) : String(msgid);
    if (expected.msgid !== undefined) assert.equal(text, expected.msgid);
    if (expected.length !== undefined) assert.equal(text.length, expected.length);
    const isOfInstitution = text.startsWith(code) && code.length === 12;
    assert.equal(isMsgid(text) && isOfInstitution, expected.valid ?? true);
  });
}
