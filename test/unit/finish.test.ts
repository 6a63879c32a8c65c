import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type FinishAnswer, isRefusedForGood, tryingToTheEnd } from "../../src/store/finish.ts";

const script = readFileSync(join(import.meta.dirname, "../../sql/34_sp_medical_insurance_finish.sql"), "utf8");
const refused = (number: number): FinishAnswer => ({ reason: "call-refused", number, cause: "" });

test("a finish is refused for good by the numbers that the procedure raises itself", () => {
  const raised = [...script.matchAll(/THROW (\d+)/g)].map(([, number]) => Number(number));
  assert.deepEqual(raised, [51001]);
  assert.ok(raised.every((number) => isRefusedForGood(refused(number))));
  assert.ok(isRefusedForGood({ reason: "attempt-unknown" }));
});

test("every other failure may be over another time, and the process with the reply in hand tries again", () => {
  const { isWorthRepeating } = tryingToTheEnd(() => {});
  const others = [208, 229, 701, 802, 823, 845, 1101, 1105, 2812, 3314, 3906, 3960, 8645, 9002, 50_000, 51010, 51011];
  for (const number of others) {
    const failure = { reason: "call-refused", number, cause: "" } as const;
    assert.deepEqual([number, isRefusedForGood(failure), isWorthRepeating(failure)], [number, false, true]);
  }
  const login = { reason: "login-refused", number: 18456, cause: "" } as const;
  assert.deepEqual([isRefusedForGood(login), isWorthRepeating(login)], [false, true]);
});

test("what the driver cannot send is not tried again at once, and is not refused for good", () => {
  const invalid = { reason: "call-invalid", cause: "Validation failed for parameter 'lease_token'." } as const;
  const { isWorthRepeating } = tryingToTheEnd(() => {});
  assert.deepEqual([isRefusedForGood(invalid), isWorthRepeating(invalid)], [false, false]);
});
