import assert from "node:assert/strict";
import type { RequestRow } from "../../standins/sqlserver/tables.ts";
import { configuration } from "./configuration.ts";
import { EPOCH_MS } from "./processes.ts";
import type { World } from "./world.ts";

/** An async call of HIS. */
export interface AsyncCall {
  readonly atMs: number;
  /** The row that it stored; null: it was joined to another one. */
  readonly row: RequestRow | null;
  readonly isHeld: boolean;
}

/** @param row null: the call was joined to the row of another one */
export function asyncCall(atMs: number, row: RequestRow | null): AsyncCall {
  const isHeld = row !== null && row.error_code === "NOT_SENT" && row.attempt_count === 0;
  return { atMs, row, isHeld };
}

const PROBE_MS = 10_000;

/** A call that was held back leaves only by a person's hand, so many runs reached nobody before it, and one call in ten seconds is sent. */
export function checkHeldCalls({ asyncCalls, sent, processes, database, replaced }: World): void {
  // A restored database gives numbers out again, and has forgotten what there was.
  if (replaced.length > 0) return;
  const { medical_insurance_attempts: attempts } = database.tables;
  const unreached = attempts.filter(({ outcome }) => outcome === "NOT_SENT" || outcome === "UNKNOWN");
  for (const { atMs, row } of asyncCalls.filter(({ isHeld }) => isHeld)) {
    const leaving = sent.filter(({ requestId }) => requestId === row?.request_id);
    const byItself = leaving.filter(({ sending }) => !processes[sending.process - 1]?.errand.verb.endsWith("replay"));
    assert.equal(byItself.length, 0, `request ${row?.request_id} was held back and left by itself`);

    const closed = unreached.flatMap(({ closed_at, lease_token }) =>
      closed_at === null ? [] : [{ closedMs: closed_at.getTime() - EPOCH_MS, run: lease_token }],
    );
    const runs = new Set(closed.filter(({ closedMs }) => closedMs <= atMs).map(({ run }) => run));
    assert.ok(runs.size >= configuration.failFast.after, `a call was held back after ${runs.size} runs`);

    const isRecent = (ms: number): boolean => ms <= atMs && ms > atMs - PROBE_MS;
    const isProbed = asyncCalls.some((call) => !call.isHeld && isRecent(call.atMs));
    const hasBegun = closed.some(({ closedMs }) => isRecent(closedMs));
    assert.ok(isProbed || hasBegun, "a call was held back although none was sent in the ten seconds before");
  }
}
