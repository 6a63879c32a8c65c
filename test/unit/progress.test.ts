import assert from "node:assert/strict";
import { test } from "node:test";
import { openProgress } from "../../src/cli/progress.ts";
import { inEnglish, sayIn } from "../../src/language.ts";

function open({ isTTY = true, asJson = false, say = inEnglish } = {}) {
  const written: string[] = [];
  let nowMs = 0;
  const terminal = { isTTY, write: (text: string) => void written.push(text) };
  const progress = openProgress({ asJson, say }, terminal, () => nowMs);
  return {
    progress,
    written,
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

test("one line is written anew in its place, a shorter one over the rest of a longer one, and taken away at the end", () => {
  const { progress, written, pass } = open();
  progress.show(9, 100);
  pass(12_345);
  progress.show(10, null);
  progress.show(1, 2);
  progress.end();
  assert.deepEqual(written, ["\r9 of 100, 0 s", "\r10 done, 12 s", "\r1 of 2, 12 s ", "\r            \r"]);
  progress.end();
  assert.equal(written.length, 4);
});

test("what is printed meanwhile stands on a line of its own", () => {
  const { progress, written } = open();
  const print = progress.around((text) => void written.push(`${text}\n`));
  print("before");
  progress.show(1, 2);
  print("request 1");
  progress.show(2, 2);
  progress.end();
  assert.deepEqual(written, [
    "before\n",
    "\r1 of 2, 0 s",
    "\r           \r",
    "request 1\n",
    "\r2 of 2, 0 s",
    "\r           \r",
  ]);
});

test("Chinese takes two columns a character, and there is no escape sequence", () => {
  const { progress, written } = open({ say: sayIn("zh") });
  progress.show(1, 2);
  progress.end();
  assert.deepEqual(written, ["\r已完成 1 个，共 2 个，0 秒", `\r${" ".repeat(26)}\r`]);
});

test("nothing is written where stderr is no terminal, and with --json", () => {
  for (const { progress, written } of [open({ isTTY: false }), open({ asJson: true })]) {
    progress.show(1, 2);
    progress.around(() => {})("text");
    progress.end();
    assert.deepEqual(written, []);
  }
});
