import assert from "node:assert/strict";
import { test } from "node:test";
import { claimNext, claimRequest } from "../../src/store/claim.ts";
import type { Procedures } from "../../src/store/procedures.ts";
import type { Row } from "../../src/store/session.ts";

const lease = { token: "", owner: "", seconds: 45, fixmedinsCode: "H12345678901", requestedBy: "" };
const order = { requestId: 7, replay: false, confirmed: false };
const row: Row = {
  request_id: 7,
  interface_code: "2207",
  interface_class: "C",
  input_data: "{}",
  mode: "sync",
  msgid: "H12345678901202412010930000001",
  attempt_id: 9,
  attempt_no: 1,
  claimed_at: new Date(0),
};

function answering(answer: Row): Procedures {
  const call = async () => ({ rows: [answer], output: {} });
  return { call, callWhileAwaited: call, close() {} };
}

test("a claim's row as agreed is carried out", async () => {
  assert.equal((await claimRequest(answering(row), order, lease, 1)).reason, "claimed");
});

for (const [what, answer] of [
  ["without a number", { ...row, request_id: undefined }],
  ["of another request", { ...row, request_id: 8 }],
  ["without an attempt", { ...row, attempt_id: null }],
  ["without a msgid", { ...row, msgid: undefined }],
  ["with half a msgid", { ...row, msgid: "H1234567890120241201" }],
  ["without an input", { ...row, input_data: null }],
  ["without a time", { ...row, claimed_at: "yesterday" }],
] as const) {
  test(`a claim's row ${what} is not carried out: nothing is sent in the name of no attempt`, async () => {
    assert.equal((await claimRequest(answering(answer), order, lease, 1)).reason, "call-refused");
    if (what !== "of another request")
      assert.equal((await claimNext(answering(answer), lease, 1)).reason, "call-refused");
  });
}
