import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("hostile/read-texts.ts", import.meta.url));

test("a text made to cost time or memory costs little of both", () => {
  const { stdout, stderr, signal } = spawnSync(process.execPath, ["--max-old-space-size=512", program], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.deepEqual([stderr, signal], ["", null]);
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    "20 MB of [: answer-unreadable",
    "20 MB of {: answer-unreadable",
    "20 MB of empty lists: answer-unreadable",
    "20 MB of one key: success",
    "20 MB of white space: success",
    "20 MB of a number: refused",
    "20 MB of line breaks: answer-unreadable",
    "20 MB of quotes: answer-unreadable",
    "20 MB of <: answer-unreadable",
    "20 MB of punctuation: refused-with-zero",
    "20 MB of 未: refused-with-zero",
    "20 MB of backslashes: refused-with-zero",
    "an amount with a million zeros: inexact-number",
    "an amount with a million zeros before it: not-json",
    "a million digits: inexact-number",
    "an endless exponent: inexact-number",
    "ten million of [: too-deep",
    "a million empty objects: too-many-objects",
    "a million duplicates: duplicate-key",
  ]);
});
