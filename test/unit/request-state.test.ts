import assert from "node:assert/strict";
import { test } from "node:test";
import { certaintyOf, isInsurerReached, type Outcome } from "../../src/outcome/outcome.ts";
import { resultStatusOf, stateAfter } from "../../src/outcome/request-state.ts";

const reply = { text: "{}", bytes: null, repairs: [], httpStatus: 200, infcode: "0", errMsg: "" };
const lost: Outcome = { reason: "answer-lost", cause: "", httpStatus: null, raw: null };
const unreadable: Outcome = {
  reason: "answer-unreadable",
  cause: "",
  said: "",
  httpStatus: 200,
  retryAfterMs: null,
  raw: { text: "" },
};

const undecided: Outcome = {
  reason: "reply-undecided",
  because: "zero-with-text",
  httpStatus: 200,
  errMsg: "",
  raw: { text: "" },
};

const TABLE: readonly (readonly [Outcome, "A" | "B" | "C", string, string, string | null, string])[] = [
  [{ reason: "success", reply }, "C", "REPLIED", "COMPLETED", null, "SUCCESS"],
  [{ reason: "refused", reply }, "C", "REPLIED", "COMPLETED", "REFUSED", "BUSINESS_ERROR"],
  [{ reason: "refused-with-zero", reply }, "A", "REPLIED", "COMPLETED", "REFUSED_WITH_ZERO", "BUSINESS_ERROR"],
  [undecided, "B", "UNKNOWN", "ERROR", "OUTCOME_UNKNOWN", "SYSTEM_ERROR"],
  [undecided, "C", "UNKNOWN", "ERROR", "OUTCOME_UNKNOWN", "SYSTEM_ERROR"],
  [{ reason: "input-invalid", faults: [] }, "C", "NOT_SENT", "ERROR", "INPUT_INVALID", "SYSTEM_ERROR"],
  [{ reason: "interface-unknown", infno: "1" }, "C", "NOT_SENT", "ERROR", "INTERFACE_UNKNOWN", "SYSTEM_ERROR"],
  [{ reason: "not-sent", step: "dns", cause: "" }, "C", "NOT_SENT", "ERROR", "NOT_SENT", "SYSTEM_ERROR"],
  [
    { reason: "gateway-refused", message: "", httpStatus: 401, clockAheadMs: null, raw: { text: "" } },
    "C",
    "NOT_SENT",
    "ERROR",
    "GATEWAY_REFUSED",
    "SYSTEM_ERROR",
  ],
  [{ reason: "deadline" }, "B", "NOT_SENT", "ERROR", "DEADLINE", "SYSTEM_ERROR"],
  [lost, "A", "UNKNOWN", "ERROR", "REPLY_LOST", "SYSTEM_ERROR"],
  [lost, "B", "UNKNOWN", "ERROR", "OUTCOME_UNKNOWN", "SYSTEM_ERROR"],
  [lost, "C", "UNKNOWN", "ERROR", "OUTCOME_UNKNOWN", "SYSTEM_ERROR"],
  [unreadable, "A", "UNKNOWN", "ERROR", "REPLY_UNREADABLE", "SYSTEM_ERROR"],
  [unreadable, "B", "UNKNOWN", "ERROR", "OUTCOME_UNKNOWN", "SYSTEM_ERROR"],
  [{ reason: "defect", sent: false, cause: "" }, "C", "NOT_SENT", "ERROR", "INTERNAL", "SYSTEM_ERROR"],
  [{ reason: "defect", sent: true, cause: "" }, "A", "UNKNOWN", "ERROR", "INTERNAL", "SYSTEM_ERROR"],
  [{ reason: "defect", sent: true, cause: "" }, "C", "UNKNOWN", "ERROR", "OUTCOME_UNKNOWN", "SYSTEM_ERROR"],
];

for (const [outcome, interfaceClass, certainty, status, errorCode, resultStatus] of TABLE) {
  test(`${outcome.reason} in class ${interfaceClass} is ${certainty}, ${status}, ${errorCode}`, () => {
    const state = stateAfter(outcome, interfaceClass);
    assert.equal(certaintyOf(outcome), certainty);
    assert.deepEqual(state, { status, errorCode });
    assert.equal(resultStatusOf(state), resultStatus);
  });
}

const REACHED: readonly (readonly [what: string, Outcome, boolean | null])[] = [
  ["a refusal", { reason: "refused", reply }, true],
  [
    "a refusal by the gateway",
    { reason: "gateway-refused", message: "", httpStatus: 401, clockAheadMs: null, raw: { text: "" } },
    true,
  ],
  ["a reply that cannot be read", unreadable, true],
  ["a part of a reply's head", { reason: "answer-lost", cause: "", httpStatus: 200, raw: null }, true],
  ["a part of something", { reason: "answer-lost", cause: "", httpStatus: null, raw: { text: "H" } }, true],
  ["silence", lost, false],
  ["a connection that is not made", { reason: "not-sent", step: "connect", cause: "" }, false],
  ["an input that is refused here", { reason: "input-invalid", faults: [] }, null],
  ["a deadline that passed here", { reason: "deadline" }, null],
];

for (const [what, outcome, isReached] of REACHED) {
  const said =
    isReached === null ? "says nothing of the insurer" : `is an insurer that is ${isReached ? "" : "not "}reached`;
  test(`${what} ${said}`, () => assert.equal(isInsurerReached(outcome), isReached));
}
