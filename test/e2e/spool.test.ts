import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { OWNER_ONLY } from "../rig/system.ts";
import { readLog, readSpool } from "../rig/traces.ts";
import { assertStored, normalise, success } from "./agreement.ts";

const finish = "sp_medical_insurance_finish";
/** The database is given up half a second before the deadline. */
const hasty: Overrides = { sdk: { timeout: 1 }, run: { deadline_seconds: 9 } };

/** The only number that ends a run's tries before its deadline. */
const refusedForGood = 51001;

/** A settlement that the insurer accepted while the database refuses the finish, once. */
async function spoolOne(rig: Rig): Promise<number> {
  rig.sql.faults.raise(finish, refusedForGood, 1);
  const id = rig.insert("2207", settlement());
  assert.equal((await rig.run(id)).code, 8);
  return id;
}

suite("a reply that the database does not take", { concurrency: 2 }, () => {
  test("is spooled where only its owner reads it, and all the run says agrees", async (t) => {
    const rig = await rigFor(t, { configuration: hasty });
    rig.sql.faults.raise(finish, 1205, Infinity, "before", { procedure: finish });
    const id = rig.insert("2207", settlement());
    const { code, stdout, stderr } = await rig.run(id);
    const [file, ...others] = readSpool(rig.folder);
    assert.deepEqual([others, file?.mode], [[], OWNER_ONLY]);
    assert.match(String(file?.name), /^1-1-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json$/);
    const message =
      "the insurer replied with success, but the database did not store it (error 1205 state 1 in sp_medical_insurance_finish line 1); " +
      `kept in the spool as ${file?.name}`;
    assert.deepEqual(
      [code, normalise(stdout), stderr],
      [8, `request 1: PROCESSING PROCESSING msgid=MSGID attempts=1 N ms: ${message}\n`, ""],
    );
    const { status, error_code, lease_token } = rig.request(id);
    assert.deepEqual(
      [status, error_code, rig.attempts(id)[0]?.outcome, rig.responses(id)],
      ["PROCESSING", null, "SENDING", []],
    );
    assert.equal((await rig.view(id)).result_status, "PROCESSING");
    assert.deepEqual(
      [file?.finish.requestId, file?.finish.outcome, file?.finish.status, file?.finish.leaseToken],
      [id, "REPLIED", "COMPLETED", lease_token?.toLowerCase()],
    );
  });

  test("is told as JSON as well", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise(finish, refusedForGood, 1);
    const id = rig.insert("2207", settlement());
    const { duration_ms, message, ...report } = JSON.parse((await rig.run(id, "--json")).stdout);
    assert.ok(Number.isInteger(duration_ms));
    assert.match(message, /^the insurer replied with success, but the database did not store it /);
    assert.deepEqual(report, {
      request_id: id,
      interface_code: "2207",
      status: "PROCESSING",
      result_status: "PROCESSING",
      error_code: null,
      infcode: null,
      msgid: rig.request(id).msgid,
      attempts: 1,
      exit_code: 8,
    });
  });

  const passing: readonly (readonly [number: number, severity: number])[] = [
    [9002, 17],
    [1105, 17],
    [1101, 17],
    [3906, 16],
    [701, 17],
    [802, 17],
    [845, 17],
    [8645, 17],
    [3960, 16],
    [2812, 16],
    [208, 16],
    [229, 14],
    [823, 24],
    [3314, 21],
  ];
  test("is stored by the run itself when the database refuses it for a while, by whatever number", async (t) => {
    const rig = await rigFor(t);
    for (const [number, severity] of passing) rig.sql.faults.raise(finish, number, 1, "before", { severity });
    const ids = [rig.insert("2207", settlement(1)), rig.insert("2207", settlement(2))];
    const ends = await Promise.all(ids.map((id) => rig.run(id)));
    assert.deepEqual(
      ends.map(({ code }) => code),
      [0, 0],
    );
    for (const id of ids) await assertStored(rig, id, success);
    assert.deepEqual(readSpool(rig.folder), []);
  });

  test("is stored by the run itself when the login is refused for a while", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    const hold = rig.sql.faults.hold(finish, "before");
    const running = rig.start(id);
    await hold.reached;
    rig.sql.faults.raise("login", 18456, 2);
    hold.release({ kind: "drop" });
    assert.equal((await running.ended).code, 0);
    await assertStored(rig, id, success);
  });

  test("waits on, and is not put aside, when the next run meets a full log", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolOne(rig);
    rig.sql.faults.raise(finish, 9002, 1);
    assert.equal((await rig.run("rescue")).code, 0);
    assert.deepEqual(
      [readSpool(rig.folder).map(({ finish }) => finish.requestId), readSpool(rig.folder, "rejected")],
      [[id], []],
    );
  });

  const next: readonly (readonly [
    verb: string,
    words: (rig: Rig, spooled: number) => (string | number)[],
    code: number,
  ])[] = [
    ["run of another request", (rig) => [rig.insert("1101", lookUp)], 0],
    ["run of the same request", (_, spooled) => [spooled], 3],
    ["drain", () => ["drain"], 0],
    ["rescue", () => ["rescue"], 0],
  ];
  for (const [verb, words, code] of next) {
    test(`is delivered by the next ${verb}, and nothing is sent again`, async (t) => {
      const rig = await rigFor(t);
      const id = await spoolOne(rig);
      assert.equal((await rig.run(...words(rig, id))).code, code);
      assert.deepEqual(readSpool(rig.folder), []);
      await assertStored(rig, id, success);
      assert.equal(rig.insurer.sendingsOf("2207").length, 1);
    });
  }

  test("is delivered after the run has told its own end, which does not count the delivery", async (t) => {
    const rig = await rigFor(t);
    await spoolOne(rig);
    const [own, spooled] = [rig.sql.faults.hold(finish, "before"), rig.sql.faults.hold(finish, "before")];
    const running = rig.start(rig.insert("1101", lookUp), "--json");
    await own.reached;
    own.release();
    await spooled.reached;
    const told = readLog(rig.folder).at(-1);
    spooled.release();
    const { code, stdout } = await running.ended;
    assert.deepEqual([code, told?.message, told?.exit_code], [0, "exit", 0]);
    assert.equal(JSON.parse(stdout).duration_ms, told?.duration_ms);
    assert.equal(readLog(rig.folder).at(-1)?.message, "spooled finish");
  });

  test("is delivered after a rescue too, and the request is completed", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolOne(rig);
    rig.request(id).lease_until = new Date(Date.now() - 1000);
    assert.equal((await rig.run("rescue")).stdout, "rescued: 1\n");
    assert.deepEqual(readSpool(rig.folder), []);
    assert.deepEqual([rig.request(id).status, rig.request(id).error_code], ["COMPLETED", null]);
    assert.equal((await rig.view(id)).result_status, "SUCCESS");
  });

  test("is delivered before a confirmed replay, which then needs another confirmation", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolOne(rig);
    Object.assign(rig.request(id), {
      status: "ERROR",
      error_code: "OUTCOME_UNKNOWN",
      lease_token: null,
      lease_until: null,
    });
    Object.assign(rig.attempts(id)[0] ?? {}, { outcome: "UNKNOWN" });
    assert.equal((await rig.run("replay", id, "--confirm", id)).code, 3);
    assert.deepEqual([rig.request(id).status, rig.request(id).error_code], ["COMPLETED", null]);
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  });

  test("survives a database that goes away after the claim", async (t) => {
    const rig = await rigFor(t, { configuration: hasty });
    const hold = rig.insurer.hold("request-read", "2207");
    const id = rig.insert("2207", settlement());
    const { ended } = rig.start(id);
    await hold.reached;
    await rig.sql.goAway();
    hold.release();
    assert.equal((await ended).code, 8);
    assert.equal(readSpool(rig.folder).length, 1);
    await rig.sql.comeBack();
    assert.equal((await rig.run("drain")).code, 0);
    await assertStored(rig, id, success);
  });

  test("goes to spool/rejected when the database will never take it, and stops nothing", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolOne(rig);
    rig.sql.tables.medical_insurance_attempts.splice(0);
    const other = rig.insert("1101", lookUp);
    assert.equal((await rig.run(other)).code, 0);
    assert.deepEqual(readSpool(rig.folder), []);
    const [rejected] = readSpool(rig.folder, "rejected");
    assert.deepEqual([rejected?.mode, rejected?.finish.requestId], [OWNER_ONLY, id]);
    const [told] = readLog(rig.folder).filter(({ message }) => message === "spooled finish");
    assert.deepEqual([told?.request_id, told?.result, told?.delivery], [id, "attempt-unknown", "rejected"]);
  });

  test("waits on when the database does not take it now", async (t) => {
    const rig = await rigFor(t);
    await spoolOne(rig);
    rig.sql.faults.raise(finish, 1205);
    const idle = await rig.run("rescue");
    assert.deepEqual([idle.code, idle.stdout], [0, "rescued: 0\n"]);
    assert.equal(readSpool(rig.folder).length, 1);
  });

  test("a file of the spool that cannot be read is put aside and stops nothing", async (t) => {
    const rig = await rigFor(t);
    const spool = join(rig.folder, "logs", "spool");
    await mkdir(spool, { recursive: true });
    await writeFile(join(spool, "0-0-broken.json"), "{}");
    const id = rig.insert("1101", lookUp);
    assert.equal((await rig.run(id)).code, 0);
    assert.deepEqual(readSpool(rig.folder), []);
    assert.deepEqual(
      readSpool(rig.folder, "rejected").map(({ name }) => name),
      ["0-0-broken.json"],
    );
  });

  test("with no disk and no spool either it is said loudly, and only where configured the reply goes to stderr", async (t) => {
    const rig = await rigFor(t);
    await mkdir(join(rig.folder, "logs"));
    await writeFile(join(rig.folder, "logs", "spool"), "a file where the folder should be");
    rig.sql.faults.raise(finish, refusedForGood);
    const silent = rig.insert("2207", settlement());
    const first = await rig.run(silent);
    assert.equal(first.code, 8);
    assert.match(first.stderr, /^the spool folder \S+ cannot be written \(EEXIST\): [^\n]+\n$/);
    assert.match(first.stdout, /; THE SPOOL DID NOT TAKE IT EITHER\n$/);
    await rig.configure({ spool: { stderr_as_last_resort: true } });
    const loud = rig.insert("2207", settlement(2));
    const second = await rig.run(loud);
    assert.equal(second.code, 8);
    const kept = JSON.parse(second.stderr.slice(first.stderr.length));
    assert.deepEqual([kept.requestId, kept.outcome, JSON.parse(kept.responseData).infcode], [loud, "REPLIED", 0]);
  });
});
