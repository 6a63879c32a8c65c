import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOfJsonFault } from "../../src/config/json-fault.ts";

for (const [text, line, column] of [
  ["", 1, 1],
  ["{", 1, 2],
  ["{]", 1, 2],
  ['{"a": 1,}', 1, 9],
  ['{"a": 1 "b": 2}', 1, 9],
  ['{"a" 1}', 1, 6],
  ["[1, 2", 1, 6],
  ["[01]", 1, 3],
  ["[,]", 1, 2],
  ["{} {}", 1, 4],
  ['{\n  "a": secret\n}', 2, 8],
  ['{\n  "a": "open,\n  "b": 1\n}', 2, 14],
  ['{"a": "C:\\new\\Share"}', 1, 14],
] as const) {
  const shown = JSON.stringify(text);
  test(`${shown} stops being JSON at line ${line}, column ${column}`, () => {
    assert.throws(() => JSON.parse(text));
    assert.deepEqual(placeOfJsonFault(text), { line, column });
  });
}
