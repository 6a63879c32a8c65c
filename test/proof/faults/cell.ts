import assert from "node:assert/strict";
import { settlement } from "../../rig/inputs.ts";
import { openRig, type Rig } from "../../rig/rig.ts";
import { readSpool } from "../../rig/traces.ts";
import type { DatabaseFault } from "./database-faults.ts";
import { type InsurerFault, REPLY } from "./insurer-faults.ts";

/** A run that ends by itself has all the time that a busy machine takes to start it. */
const SECONDS = { lasting: 9, other: 40 };
/** An answer that must come has time to come on a busy machine; one that must not come is not waited for long. */
const TIMEOUT_SECONDS = { replied: 3, unknown: 1, "not-sent": 1 };
const ALLOWED_AFTER_MS = 250;

export interface Cell {
  readonly insurer: InsurerFault;
  readonly database: DatabaseFault;
}

/** How a run ends by what the insurer did. */
const ENDS = {
  replied: { exit: 0, outcome: "REPLIED", status: "COMPLETED", error_code: null },
  unknown: { exit: 7, outcome: "UNKNOWN", status: "ERROR", error_code: "OUTCOME_UNKNOWN" },
  "not-sent": { exit: 6, outcome: "NOT_SENT", status: "ERROR", error_code: "NOT_SENT" },
} as const;

/** Runs a settlement against both faults. */
export async function runCell({ insurer, database }: Cell): Promise<void> {
  const deadline_seconds = database.lasts ? SECONDS.lasting : SECONDS.other;
  const rig = await openRig({
    ...insurer.options,
    configuration: {
      sdk: { timeout: TIMEOUT_SECONDS[insurer.effect], ...insurer.options?.configuration?.sdk },
      run: { deadline_seconds },
      retry: { max_attempts: 1 },
    },
  });
  try {
    await insurer.inject(rig.insurer);
    const requestId = rig.insert("2207", settlement());
    database.inject(rig.sql.faults);
    const exit = await rig.run(requestId);
    const tookMs = Math.round(exit.durationMs);
    assert.ok(tookMs <= deadline_seconds * 1000 + ALLOWED_AFTER_MS, `took ${tookMs} ms`);
    assert.match(exit.stderr, /^(?:the database cannot be reached \([^\n]+\); it is tried again until [\d:]{8}\n)?$/);
    assert.match(exit.stdout, /^[\x20-\x7e]+\n$/, "one line, at every end");
    await assertEffect(rig, requestId, exit.code, { insurer, database });
  } finally {
    await rig.close();
  }
}

async function assertEffect(
  rig: Rig,
  requestId: number,
  exitCode: number | null,
  { insurer, database }: Cell,
): Promise<void> {
  const { status, error_code } = rig.request(requestId);
  const outcomes = rig.attempts(requestId).map(({ outcome }) => outcome);
  const end = ENDS[insurer.effect];
  const spooled = readSpool(rig.folder).map(({ mode, finish }) => ({ ...pick(finish), mode }));
  assert.ok(rig.insurer.requests.length <= 1, "sent once");
  switch (database.effect) {
    case "stored":
      assert.deepEqual([exitCode, status, error_code, outcomes], [end.exit, end.status, end.error_code, [end.outcome]]);
      assert.deepEqual(spooled, []);
      if (insurer.effect === "replied") assert.equal(rig.responses(requestId).at(-1)?.response_data, REPLY);
      return;
    case "spooled":
      assert.deepEqual([exitCode, status, error_code, outcomes], [8, "PROCESSING", null, ["SENDING"]]);
      assert.deepEqual(spooled, [
        {
          outcome: end.outcome,
          status: end.status,
          errorCode: end.error_code,
          isReply: insurer.effect === "replied",
          mode: 0o600,
        },
      ]);
      return;
    case "not-begun":
      assert.deepEqual([exitCode, status, outcomes], [8, "PENDING", []]);
      await rig.insurer.allClosed();
      assert.deepEqual([spooled, rig.insurer.requestBytes], [[], 0]);
  }
}

function pick({ outcome, status, errorCode, responseData }: Readonly<Record<string, unknown>>) {
  return { outcome, status, errorCode, isReply: responseData === REPLY };
}
