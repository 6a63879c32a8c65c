import assert from "node:assert/strict";
import { test } from "node:test";
import { sendOnce } from "../../src/sending/send-once.ts";
import { configuration } from "../proof/histories/configuration.ts";

const ENDS_AT_MS = 1000;

/** An attempt of a query in which these steps take so long. */
async function attempt({ connectMs, askMs }: { readonly connectMs: number; readonly askMs: number }) {
  let nowMs = 0;
  let posts = 0;
  const message = {
    infno: "1101",
    asked: { interfaceClass: "A", promisesOutput: true },
    msgid: "H12345678901202601020304050001",
    input: {},
    fields: {},
    localTime: () => new Date(0),
  } as const;
  const outcome = await sendOnce(
    message,
    {
      settings: configuration.sdk,
      early: null,
      async connect() {
        nowMs += connectMs;
        return {
          close() {},
          async post() {
            posts++;
            return { reason: "answer-lost", cause: "reset", httpStatus: null, raw: null };
          },
        };
      },
      clock: { elapsedMs: () => nowMs, epochMs: () => 0 },
      async mayLeave() {
        nowMs += askMs;
        return true;
      },
      note() {},
    },
    ENDS_AT_MS,
  );
  return [outcome.reason, posts];
}

test("an attempt that is connected and allowed in time is sent", async () => {
  assert.deepEqual(await attempt({ connectMs: 400, askMs: 400 }), ["answer-lost", 1]);
});

for (const [what, times] of [
  ["connecting", { connectMs: 1000, askMs: 0 }],
  ["asking for the lease", { connectMs: 0, askMs: 1000 }],
] as const) {
  test(`nothing is sent when the time for sending was over after ${what}, as on a machine that was suspended`, async () => {
    assert.deepEqual(await attempt(times), ["deadline", 0]);
  });
}
