import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Log } from "../../src/log.ts";
import { deliverSpooled } from "../../src/run/deliver-spooled.ts";
import type { StoreFailure } from "../../src/store/failure.ts";
import type { FinishCall } from "../../src/store/finish.ts";
import type { Procedures } from "../../src/store/procedures.ts";
import { openSpool } from "../../src/store/spool/spool.ts";

const root = mkdtempSync(join(tmpdir(), "deliver-"));
after(() => rmSync(root, { recursive: true, force: true }));

const log: Log = { debug() {}, info() {}, warn() {}, error() {}, draft: () => ({ file: "", text: "" }) };
const LONG_MS = 1_000_000;

function finishOf(requestId: number, responseData: string): FinishCall {
  return {
    requestId,
    attemptId: requestId,
    leaseToken: "11111111-2222-3333-4444-555555555555",
    outcome: "REPLIED",
    httpStatus: 200,
    durationMs: 12,
    sentAt: null,
    cause: null,
    requestBody: null,
    status: "COMPLETED",
    errorCode: null,
    infcode: "0",
    errMsg: "",
    responseData,
    giveUpSeconds: 7200,
  };
}

interface Call {
  readonly requestId: number;
  /** From the beginning of the call. */
  readonly limitMs: number;
  readonly longestTryMs: number;
}

/** A database whose every answer takes so long, and fails or not. */
async function deliver(finishes: readonly FinishCall[], tookMs: number, failure?: StoreFailure) {
  const folder = mkdtempSync(join(root, "test-"));
  const spool = openSpool(folder, { server: "hisdb,1433", database: "HIS" });
  for (const finish of finishes) spool.hold(finish).leave();
  let nowMs = 0;
  const calls: Call[] = [];
  const call: Procedures["call"] = async (_name, { request_id }, untilMs, persistence) => {
    const longestTryMs = persistence?.longestTryMs ?? 0;
    calls.push({ requestId: Number(request_id?.value), limitMs: untilMs - nowMs, longestTryMs });
    nowMs += tookMs;
    return failure ?? { rows: [], output: { result: "stored" } };
  };
  const procedures: Procedures = {
    call,
    callWhileAwaited: (procedure, parameters, untilMs) => call(procedure, parameters, untilMs),
    close() {},
  };
  const clock = { elapsedMs: () => nowMs, epochMs: () => nowMs };
  await deliverSpooled({ spool, procedures, clock, log }, LONG_MS);
  return { calls, left: readdirSync(folder) };
}

test("a spooled reply has the time that its size needs on a slow line, in all and in one try", async () => {
  const { calls, left } = await deliver([finishOf(1, "x".repeat(8_000_000))], 15_000);
  assert.deepEqual(calls, [{ requestId: 1, limitMs: 18_000, longestTryMs: 21_000 }]);
  assert.deepEqual(left, []);
});

test("a small one is given two seconds, and after two seconds none is begun", async () => {
  const { calls, left } = await deliver([finishOf(1, "{}"), finishOf(2, "{}")], 2000);
  assert.deepEqual(calls, [{ requestId: 1, limitMs: 2000, longestTryMs: 5000 }]);
  assert.match(left.join(), /^2-2-[0-9a-f-]{36}\.json$/);
});

const failures: readonly StoreFailure[] = [
  { reason: "call-invalid", cause: "Validation failed" },
  { reason: "call-refused", number: 9002, cause: "error 9002" },
  { reason: "database-away", cause: "dropped" },
];
for (const failure of failures) {
  test(`one that meets ${failure.reason} does not stop the next, and stays`, async () => {
    const { calls, left } = await deliver([finishOf(1, "{}"), finishOf(2, "{}")], 10, failure);
    assert.deepEqual(
      calls.map(({ requestId }) => requestId),
      [1, 2],
    );
    assert.equal(left.filter((name) => name.endsWith(".1.json")).length, 2);
  });
}
