import assert from "node:assert/strict";
import { test } from "node:test";
import { cutOffInEnglish } from "../../src/report/failures.ts";
import type { FinishCall } from "../../src/store/finish.ts";

const finish = { requestId: 7 } as FinishCall; // Nothing else of it is told.

test("a process that was ended at its deadline says where the outcome is", () => {
  assert.equal(
    cutOffInEnglish([{ finish, spooledAs: "7-9-x.json" }]),
    "it has an outcome, but the deadline passed before the database had stored it; kept in the spool as 7-9-x.json",
  );
  assert.equal(
    cutOffInEnglish([{ finish, spooledAs: null }]),
    "it has an outcome, but the deadline passed before the database had stored it; THE SPOOL DID NOT TAKE IT EITHER",
  );
});

test("a process that was ended with nothing in hand says so too", () => {
  assert.equal(
    cutOffInEnglish([]),
    "the process was held up until its deadline and has ended: read the row in v_medical_insurance_result",
  );
});
