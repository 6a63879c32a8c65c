import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outcome } from "../../src/outcome/outcome.ts";
import { delayBefore, maySendAgain, parseRetryAfter } from "../../src/sending/retry-rules.ts";

const refusedConnection: Outcome = { reason: "not-sent", step: "connect", cause: "ECONNREFUSED" };
const lost: Outcome = { reason: "answer-lost", cause: "ECONNRESET", httpStatus: null, raw: null };

test("what was not sent is sent again in every class", () => {
  assert.deepEqual(
    (["A", "B", "C"] as const).map((interfaceClass) => maySendAgain(refusedConnection, interfaceClass)),
    [true, true, true],
  );
});

test("a lost answer is repeated for a query only", () => {
  assert.deepEqual(
    (["A", "B", "C"] as const).map((interfaceClass) => maySendAgain(lost, interfaceClass)),
    [true, false, false],
  );
});

test("a gateway's refusal, bad input, a passed deadline and a defect are not repeated", () => {
  const outcomes: Outcome[] = [
    { reason: "gateway-refused", message: "", httpStatus: 401, clockAheadMs: null, raw: { text: "" } },
    { reason: "input-invalid", faults: [] },
    { reason: "interface-unknown", infno: "9999" },
    { reason: "deadline" },
    { reason: "defect", sent: false, cause: "TypeError" },
    { reason: "defect", sent: true, cause: "TypeError" },
  ];
  for (const outcome of outcomes) assert.equal(maySendAgain(outcome, "A"), false, outcome.reason);
});

test("the pause is uniform in [0, 1 s · 2^n]", () => {
  const pauses = [1, 2, 3].map((attemptsMade) => delayBefore(attemptsMade, lost, () => 0.5));
  assert.deepEqual(pauses, [500, 1000, 2000]);
  assert.equal(
    delayBefore(3, lost, () => 0),
    0,
  );
});

test("a Retry-After is honoured instead", () => {
  const busy: Outcome = {
    reason: "answer-unreadable",
    cause: "",
    said: "",
    httpStatus: 503,
    retryAfterMs: 3000,
    raw: { text: "" },
  };
  assert.equal(
    delayBefore(1, busy, () => 0.5),
    3000,
  );
});

test("a Retry-After that is negative, empty or no date asks for nothing", () => {
  assert.deepEqual(
    ["-1", "", "soon", undefined].map((header) => parseRetryAfter(header, 0)),
    [null, null, null, null],
  );
});
