import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { suite, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { runProgram } from "../../src/cli/program.ts";
import type { VerbResult } from "../../src/cli/verb.ts";
import type { Overrides } from "../rig/configuration.ts";
import { settlement } from "../rig/inputs.ts";
import type { Running } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { skipWithoutSignals } from "../rig/system.ts";
import { readLog, readSpool } from "../rig/traces.ts";
import type { Fault, Hold } from "../standins/sqlserver/faults.ts";
import { sqlError } from "../standins/sqlserver/sql-error.ts";
import { assertStored, success } from "./agreement.ts";

const finish = "sp_medical_insurance_finish";
/** Seven seconds for what comes before the end of sending, on a busy machine too. */
const DEADLINE_SECONDS = 12;
const hasty: Overrides = { sdk: { timeout: 1 }, run: { deadline_seconds: DEADLINE_SECONDS } };
const AT_ONCE = 4;

interface Stopped {
  readonly id: number;
  readonly running: Running;
  readonly release: (fault?: Fault) => void;
}

/** A run that ends before it comes there fails its test. */
async function reach({ reached }: Pick<Hold, "reached">, running: Running): Promise<void> {
  const ended = running.ended.then(({ code, stdout }) => assert.fail(`ended with ${code}: ${stdout}`));
  await Promise.race([reached, ended]);
  ended.catch(() => {});
}

/** A run that ends before it has spooled its reply fails its test. */
async function untilSpooled(rig: Rig, { child }: Running): Promise<void> {
  while (readSpool(rig.folder).length === 0) {
    assert.equal(child.exitCode, null, "ended with nothing in the spool");
    await pause(20);
  }
}

/** Runs of settlements, each stopped by SIGSTOP when it has the reply and its finish has reached the database. */
async function stopAtFinish(rig: Rig): Promise<readonly Stopped[]> {
  const stopped: Stopped[] = [];
  for (let number = 1; number <= AT_ONCE; number++) {
    const hold = rig.sql.faults.hold(finish, "before");
    const id = rig.insert("2207", settlement(number));
    const running = rig.start(id);
    await reach(hold, running);
    running.child.kill("SIGSTOP");
    stopped.push({ id, running, release: hold.release });
  }
  return stopped;
}

suite("a process that is stopped past its deadline with the reply in hand", {
  concurrency: 5,
  skip: skipWithoutSignals,
}, () => {
  const meanwhile: readonly (readonly [what: string, fault: Fault | undefined])[] = [
    ["has stored it", undefined],
    ["has dropped the connection", { kind: "drop" }],
    ["has refused it with a full log", { kind: "raise", error: sqlError(9002, "The log is full.") }],
    ["does not answer", { kind: "silence" }],
  ];
  for (const [what, fault] of meanwhile) {
    test(`saves it before it ends, when the database meanwhile ${what}`, async (t) => {
      const rig = await rigFor(t, { configuration: hasty });
      const stopped = await stopAtFinish(rig);
      for (const { release } of stopped) release(fault);
      // Nothing but time brings the deadline.
      await pause(DEADLINE_SECONDS * 1000);
      for (const { running } of stopped) running.child.kill("SIGCONT");
      const cutOff: number[] = [];
      for (const { id, running } of stopped) {
        const { code } = await running.ended;
        // An answer that waits may be heard before the deadline.
        if (code !== 0 || fault !== undefined) assert.equal(code, 8);
        if (code === 8) cutOff.push(id);
      }
      const spooled = readSpool(rig.folder);
      assert.deepEqual(
        spooled.map(({ finish }) => finish.requestId),
        cutOff,
      );
      const told = readLog(rig.folder).filter(({ message }) => message === "not stored");
      assert.deepEqual(told.map((line) => line.spooled_as).sort(), spooled.map(({ name }) => name).sort());
      assert.equal((await rig.run("drain")).code, 0);
      for (const { id } of stopped) await assertStored(rig, id, success);
      assert.deepEqual([readSpool(rig.folder), rig.insurer.sendingsOf("2207").length], [[], AT_ONCE]);
    });
  }

  test("while it tries the database again: it keeps the reply, and says so in one line", async (t) => {
    const rig = await rigFor(t, { configuration: hasty });
    const hold = rig.sql.faults.hold(finish, "before");
    const running = rig.start(rig.insert("2207", settlement()));
    await reach(hold, running);
    const saysThatItTriesAgain = once(running.child.stderr ?? assert.fail("no stderr"), "data");
    await rig.sql.goAway();
    await reach({ reached: saysThatItTriesAgain.then(() => {}) }, running);
    running.child.kill("SIGSTOP");
    await pause(DEADLINE_SECONDS * 1000);
    running.child.kill("SIGCONT");
    const { code, stdout, stderr } = await running.ended;
    const [file] = readSpool(rig.folder);
    assert.equal(code, 8);
    assert.match(stderr, /^the database cannot be reached \([^\n]+\); it is tried again until [\d:]{8}\n$/);
    // What the process does first when it goes on, fail once more or end, depends on where it was stopped.
    assert.match(stdout, /^request 1: [^\n]+ the database (did not store it|had stored it)[^\n]+\n$/);
    assert.ok(stdout.endsWith(`; kept in the spool as ${file?.name}\n`), stdout);
  });
});

test("a settlement whose process was suspended beyond its lease before the first byte is not sent", {
  skip: skipWithoutSignals,
}, async (t) => {
  const rig = await rigFor(t);
  const hold = rig.sql.faults.hold("sp_medical_insurance_claim", "after");
  const id = rig.insert("2207", settlement());
  const running = rig.start(id);
  await reach(hold, running);
  running.child.kill("SIGSTOP");
  hold.release();
  rig.request(id).lease_until = new Date(0);
  // Longer than the two seconds after which a process asks, and shorter than it waits for an answer.
  await pause(2500);
  running.child.kill("SIGCONT");
  const { code, stdout } = await running.ended;
  assert.deepEqual([code, rig.insurer.sendingsOf("2207").length], [6, 0], stdout);
  const asked = readLog(rig.folder).filter(({ message }) => message === "asked for the lease");
  assert.deepEqual(
    asked.map(({ request_id, result }) => [request_id, result]),
    [[id, "lease-lost"]],
  );
});

test("the end that a process has told stays its end, although its deadline comes while it delivers what others left", async (t) => {
  // The program runs in this process, whose own start counts.
  const rig = await rigFor(t, { configuration: { run: { deadline_seconds: 600 } } });
  rig.sql.faults.raise(finish, 51001, 1);
  assert.equal((await rig.run(rig.insert("2207", settlement()))).code, 8);
  const delivery = rig.sql.faults.hold(finish, "before");
  let cutOff = (): VerbResult => assert.fail("no hard deadline was started");
  const ended = runProgram({
    argv: ["--config", join(rig.folder, "config.json"), "rescue"],
    environment: {},
    isTerminal: false,
    startHardDeadline(_ms, lastStep) {
      cutOff = lastStep;
    },
    startWatchdog: async () => ({ watch() {}, rest() {} }),
    untilStopped: () => AbortSignal.abort(),
    print() {},
    printError() {},
  });
  await Promise.race([delivery.reached, ended.then((code) => assert.fail(`ended with ${code}`))]);
  const { exitCode, text } = cutOff();
  delivery.release();
  assert.deepEqual([exitCode, text, await ended], [0, "rescued: 0", 0]);
});

suite("a reply that the database does not take at once", { concurrency: 3 }, () => {
  test("is in the spool while the run tries again, and no longer when the database has it", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise(finish, 9002, 1);
    const again = rig.sql.faults.hold(finish, "before");
    const id = rig.insert("2207", settlement());
    const running = rig.start(id);
    await reach(again, running);
    assert.deepEqual(
      readSpool(rig.folder).map(({ finish }) => finish.requestId),
      [id],
    );
    again.release();
    assert.equal((await running.ended).code, 0);
    assert.deepEqual(readSpool(rig.folder), []);
    await assertStored(rig, id, success);
  });

  test("is in the spool after a second without an answer, so that a killed process does not lose it", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.silence(finish, "before");
    const id = rig.insert("2207", settlement());
    const running = rig.start(id);
    await untilSpooled(rig, running);
    await running.kill();
    assert.equal((await rig.run("drain")).code, 0);
    await assertStored(rig, id, success);
  });

  test("leaves no file when the database takes it at once", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 0);
    assert.deepEqual(readSpool(rig.folder), []);
    assert.ok(!readLog(rig.folder).some(({ message }) => message === "spooled finish"));
  });
});
