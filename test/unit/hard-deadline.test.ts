import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const deadline = new URL("../../bin/hard-deadline.ts", import.meta.url).href;

/** The exit code of a process that something holds until its hard deadline. */
function exitCodeOfHeld(before: string): number | null {
  const code = `import { startHardDeadline } from "${deadline}"; ${before} startHardDeadline(1, () => ({ exitCode: 8, text: 'late' })); setInterval(() => {}, 1000);`;
  return spawnSync(process.execPath, ["--input-type=module", "--eval", code]).status;
}

test("a process that is held after it has told its end keeps that end's exit code", () => {
  assert.equal(exitCodeOfHeld("process.exitCode = 5;"), 5);
  assert.equal(exitCodeOfHeld("process.exitCode = 0;"), 0);
});

test("a process that has told no end by its deadline ends with 8", () => {
  assert.equal(exitCodeOfHeld(""), 8);
});
