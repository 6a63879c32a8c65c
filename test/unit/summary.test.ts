import assert from "node:assert/strict";
import { test } from "node:test";
import { amountText, centsOf } from "../../src/report/amount.ts";
import { pageOf } from "../../src/report/page.ts";
import { summaryOf } from "../../src/report/summary.ts";
import type { ReportLine } from "../../src/store/report-lines.ts";

const at = (time: string): Date => new Date(`2026-11-${time}Z`);

function line(requestId: number, facts: Partial<ReportLine> = {}): ReportLine {
  return {
    requestId,
    infno: "2207",
    name: "门诊结算",
    requestTime: at("23T09:10:00"),
    resultStatus: "SUCCESS",
    errorCode: null,
    infcode: "0",
    errMsg: null,
    durationMs: 100,
    attemptCount: 1,
    amounts: null,
    unreconciled: null,
    ...facts,
  };
}

const summary = (lines: readonly ReportLine[]) =>
  summaryOf({ reason: "read", since: at("23T08:30:00"), until: at("23T11:15:00"), lines });

test("amounts are added to the cent, beyond what a number of JavaScript holds exactly", () => {
  const amounts = (medfee_sumamt: string) => ({
    medfee_sumamt,
    fund_pay_sumamt: "-0.1",
    acct_pay: "0.2",
    psn_cash_pay: null,
  });
  const { settlements } = summary([
    line(1, { amounts: amounts("90071992547409.91") }),
    line(2, { amounts: amounts("0.3") }),
    line(3, { amounts: amounts("1e3") }),
  ]);
  assert.deepEqual(settlements, [
    {
      day: "2026-11-23",
      infno: "2207",
      count: 3,
      unreadable: 1,
      medfee_sumamt: "90,071,992,547,410.21",
      fund_pay_sumamt: "-0.30",
      acct_pay: "0.60",
      psn_cash_pay: "0.00",
    },
  ]);
});

for (const [text, cents, written] of [
  ["0", 0n, "0.00"],
  ["-0.05", -5n, "-0.05"],
  ["1234.5", 123_450n, "1,234.50"],
  ["12.3400", 1234n, "12.34"],
] as const) {
  test(`the amount ${text} is ${written}`, () => {
    assert.equal(centsOf(text), cents);
    assert.equal(amountText(cents), written);
  });
}

for (const text of ["", "12.345", "1,000", "1e3", "abc", "."]) {
  test(`"${text}" is not an amount`, () => assert.equal(centsOf(text), null));
}

test("every hour of the period has its counts, also one without a request", () => {
  const { hours, total } = summary([
    line(1),
    line(2, { resultStatus: "BUSINESS_ERROR", errorCode: "REFUSED" }),
    line(3, { resultStatus: "SYSTEM_ERROR", requestTime: at("23T11:00:00") }),
    line(4, { resultStatus: "PROCESSING", requestTime: at("23T11:01:00") }),
  ]);
  assert.deepEqual(total, { requests: 4, success: 1, refused: 1, failed: 1, unfinished: 1 });
  assert.deepEqual(
    hours.map(({ hour, requests }) => [hour, requests]),
    [
      ["2026-11-23 08:00", 0],
      ["2026-11-23 09:00", 2],
      ["2026-11-23 10:00", 0],
      ["2026-11-23 11:00", 2],
    ],
  );
});

test("calls that were held back are counted", () => {
  const unsent = { resultStatus: "SYSTEM_ERROR", errorCode: "NOT_SENT" };
  assert.equal(summary([line(1), line(2, unsent), line(3, { ...unsent, attemptCount: 0 })]).held_back, 1);
});

test("times are by nearest rank, and requests without a response have none", () => {
  const lines = Array.from({ length: 20 }, (_, index) => line(index + 1, { durationMs: (index + 1) * 10 }));
  const [found] = summary([...lines, line(21, { durationMs: null, resultStatus: "PROCESSING" })]).interfaces;
  assert.deepEqual([found?.requests, found?.p50_ms, found?.p95_ms, found?.longest_ms], [21, 100, 190, 200]);
});

test("refusals are counted by interface and code, the most frequent first, with the latest request", () => {
  const refused = { resultStatus: "BUSINESS_ERROR", errorCode: "REFUSED", infcode: "-1" };
  const { refusals } = summary([line(1, { ...refused, infno: "1101" }), line(2, refused), line(3, refused)]);
  assert.deepEqual(
    refusals.map(({ infno, count, latest_request_id }) => [infno, count, latest_request_id]),
    [
      ["2207", 2, 3],
      ["1101", 1, 1],
    ],
  );
});

test("an older request is shown only while a person must check it, and not counted in the period", () => {
  const old = { requestTime: at("01T10:00:00"), unreconciled: "CONFLICT" };
  const { total, unreconciled } = summary([line(1, old), line(2)]);
  assert.equal(total.requests, 1);
  assert.deepEqual(
    unreconciled.map(({ request_id, request_time }) => [request_id, request_time]),
    [[1, "2026-11-01 10:00"]],
  );
});

test("the page shows the requests that a person must check, and writes every text as a text", () => {
  const page = pageOf(summary([line(7, { unreconciled: "OUTCOME_UNKNOWN", name: "<script>alert(1)</script>" })]));
  assert.match(page, /<td>7<\/td><td>2207 &lt;script&gt;alert\(1\)&lt;\/script&gt;<\/td>/);
  assert.doesNotMatch(page, /<script|https?:|src=|@import|url\(/);
});
