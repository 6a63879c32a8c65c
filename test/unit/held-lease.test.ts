import assert from "node:assert/strict";
import { test } from "node:test";
import type { InterfaceClass } from "../../src/interfaces/interface.ts";
import { openDependencies } from "../../src/run/dependencies.ts";
import { heldLease } from "../../src/run/held-lease.ts";
import { newLease } from "../../src/run/lease.ts";
import type { Procedures } from "../../src/store/procedures.ts";
import { configuration } from "../proof/histories/configuration.ts";

/** A process that has claimed a query, on a clock that a test sets, and with which class it has asked the database. */
function claimedQuery(holds: boolean) {
  const now = { ms: 0 };
  const asked: unknown[] = [];
  const call = async (_procedure: string, { interface_class }: Parameters<Procedures["call"]>[1]) => {
    asked.push(interface_class?.value);
    return { rows: [], output: { holds } };
  };
  const dependencies = {
    ...openDependencies(
      configuration,
      async () => undefined,
      "test",
      () => {},
    ),
    log: { debug() {}, info() {}, warn() {}, error() {}, draft: () => ({ file: "", text: "" }) },
    clock: { elapsedMs: () => now.ms, epochMs: () => now.ms },
    procedures: { call, callWhileAwaited: call, close() {} },
  };
  const request = {
    requestId: 7,
    infno: "1101",
    interfaceClass: "A" as InterfaceClass,
    inputData: "{}",
    msgid: "H12345678901202411011030000001",
    attemptId: 9,
    attemptNo: 1,
    claimedAt: new Date(0),
  };
  const deadline = { sendingEndsAt: 40_000, storingEndsAt: 44_500, at: 45_000 };
  return {
    now,
    asked,
    held: heldLease({ request, lease: newLease(dependencies), claimAskedMs: 0, deadline, dependencies }),
  };
}

test("the database is told once that a hospital's schema is stricter than the row", async () => {
  const { held, asked } = claimedQuery(true);
  assert.ok(await held.isStillHeld("C"));
  assert.ok(await held.isStillHeld("C"));
  assert.deepEqual(asked, ["C"]);
});

test("the database is asked when it has not shown the lease for more than two seconds", async () => {
  const { held, asked, now } = claimedQuery(true);
  now.ms = 2000;
  assert.ok(await held.isStillHeld("A"));
  assert.deepEqual(asked, []);
  now.ms = 2001;
  assert.ok(await held.isStillHeld("A"));
  assert.deepEqual(asked, ["A"]);
});

test("a lease that the database says is lost is lost, and nobody is asked after the end of sending", async () => {
  const { held, asked, now } = claimedQuery(false);
  assert.equal(await held.isStillHeld("B"), false);
  now.ms = 40_000;
  assert.equal(await held.isStillHeld("B"), false);
  assert.deepEqual(asked, ["B"]);
});
