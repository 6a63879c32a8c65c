import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../../src/outcome/outcome.ts";
import { outagePause } from "../../src/run/outage-pause.ts";

const unsent: Outcome = { reason: "deadline" };
const lost: Outcome = { reason: "answer-lost", cause: "ECONNRESET", httpStatus: null, raw: null };

function open() {
  let nowMs = 0;
  const pause = outagePause({ elapsedMs: () => nowMs });
  return {
    pause,
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

test("the pause begins after three in a row that were not sent", () => {
  const { pause } = open();
  for (const wasSent of [false, false, true, false, false]) pause.ended(wasSent ? lost : unsent);
  assert.equal(pause.isOn(), false);
  pause.ended(unsent);
  assert.equal(pause.isOn(), true);
});

test("when it is over one request may be tried, and the others wait on, then for ten seconds each time", () => {
  const { pause, pass } = open();
  for (let each = 0; each < 3; each++) pause.ended(unsent);
  const waits: number[] = [];
  for (let each = 0; each < 3; each++) {
    const ms = pause.msUntilProbe();
    waits.push(ms);
    pass(ms);
    assert.equal(pause.msUntilProbe(), 0);
    assert.notEqual(pause.msUntilProbe(), 0);
    pause.ended(unsent);
  }
  assert.deepEqual(waits, [5000, 10_000, 10_000]);
});

test("it ends with the first that was sent", () => {
  const { pause } = open();
  for (const wasSent of [false, false, false, true]) pause.ended(wasSent ? lost : unsent);
  assert.equal(pause.isOn(), false);
});
