import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { settlement } from "../rig/inputs.ts";
import type { Exit } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { readLog, readSpool } from "../rig/traces.ts";
import { assertEnded, normalise, success } from "./agreement.ts";

const claim = "sp_medical_insurance_claim";
const finish = "sp_medical_insurance_finish";

/** Sending ends five seconds after the start: so long is a database that is away waited for. A busy machine starts in less. */
const hasty: Overrides = { sdk: { timeout: 1 }, run: { deadline_seconds: 10 } };

/** A run that got nowhere: nothing claimed, nothing sent, exit 8. */
async function assertNothingDone(
  rig: Rig,
  id: number,
  exit: Exit,
  message: string,
  { exitCode = 8, withinMs = 7250, stderr = /^$/ } = {},
): Promise<void> {
  assert.deepEqual(
    { code: exit.code, stdout: normalise(exit.stdout) },
    { code: exitCode, stdout: `request ${id}: N ms: ${message}\n` },
  );
  assert.match(exit.stderr, stderr);
  await rig.insurer.allClosed();
  assert.deepEqual([rig.request(id).status, rig.attempts(id), rig.insurer.requestBytes], ["PENDING", [], 0]);
  assert.ok(exit.durationMs < withinMs);
}

/** What was disturbed on the way ends as if nothing had happened: one sending, one attempt, one response. */
async function assertUndisturbed(rig: Rig, procedures: readonly string[]): Promise<void> {
  const id = rig.insert("2207", settlement());
  await assertEnded(rig, id, await rig.run(id), "line", success);
  assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  const called = rig.sql.calls.map(({ procedure }) => procedure).filter((name) => name.startsWith("sp_medical"));
  assert.deepEqual(called, procedures);
  assert.deepEqual(readSpool(rig.folder), []);
}

suite("a database that does not do as it should", { concurrency: 2 }, () => {
  test("a wrong password is told", async (t) => {
    const rig = await rigFor(t);
    await rig.configure({ database: { password: "wrong" } });
    const id = rig.insert("2207", settlement());
    const message =
      "the database refused the login with error 18456: the login failed; check UID, PWD and DATABASE of database.connection_string";
    await assertNothingDone(rig, id, await rig.run(id), message);
  });

  test("an unknown database is told", async (t) => {
    const rig = await rigFor(t);
    await rig.configure({
      database: { connection_string: rig.sql.connectionString.replace("DATABASE=HIS", "DATABASE=HSI") },
    });
    const id = rig.insert("2207", settlement());
    const message =
      "the database refused the login with error 4060: the database cannot be opened; check UID, PWD and DATABASE of database.connection_string";
    await assertNothingDone(rig, id, await rig.run(id), message);
  });

  test("a server that is away is waited for, within the deadline, and it is said at once until when", async (t) => {
    const rig = await rigFor(t, { configuration: hasty });
    await rig.sql.goAway();
    const id = rig.insert("2207", settlement());
    const message = `the database cannot be reached: connect ECONNREFUSED ${rig.sql.host}:${rig.sql.port}`;
    const stderr =
      /^the database cannot be reached \(connect ECONNREFUSED [\d.:]+\); it is tried again until [\d:]{8}\n$/;
    await assertNothingDone(rig, id, await rig.run(id), message, { withinMs: 10_250, stderr });
    const [line] = readLog(rig.folder);
    assert.deepEqual([line?.level, line?.procedure, line?.reason], ["warn", claim, "database-away"]);
    const toldForMs = Date.parse(String(line?.until)) - Date.parse(String(line?.timestamp));
    assert.ok(toldForMs > 1000 && toldForMs < 5000, `${toldForMs} ms before the end`);
  });

  for (const [number, words] of [
    [1105, "Could not allocate space for object 'dbo.t' in database 'HIS' because the 'PRIMARY' filegroup is full"],
    [9002, "The transaction log for database 'HIS' is full due to 'LOG_BACKUP'"],
  ] as const) {
    test(`no space in the database (${number}) is named at the claim, in the server's own words`, async (t) => {
      const rig = await rigFor(t);
      rig.sql.faults.raise(claim, number, 1, "before", {
        severity: 17,
        procedure: claim,
        text: `${words}. Do this.`,
      });
      const id = rig.insert("2207", settlement());
      const cause = `error ${number} state 1 in sp_medical_insurance_claim line 1: ${words}`;
      const message = `the database has no space (${cause}): the DBA enlarges the files of the HIS database or makes space on their disk, and for error 9002 backs up its log`;
      await assertNothingDone(rig, id, await rig.run(id), message, { exitCode: 2 });
    });
  }

  test("a named instance that cannot be reached names SQL Server Browser, its port and another way to write SERVER", async (t) => {
    const rig = await rigFor(t);
    const connection_string = rig.sql.connectionString.replace(/SERVER=[^;]*/, String.raw`SERVER=${rig.sql.host}\HIS`);
    await rig.configure({ ...hasty, database: { connection_string } });
    const id = rig.insert("2207", settlement());
    const { code, stdout } = await rig.run(id);
    assert.equal(code, 8);
    assert.match(
      stdout,
      /the named instance cannot be reached: .+; check .+ SQL Server Browser .+ UDP 1434.+SERVER=host,port/,
    );
    assert.equal(rig.request(id).status, "PENDING");
  });

  test("a server that comes back in time is used", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise("login", 40613, 2);
    await assertUndisturbed(rig, [claim, finish]);
  });

  test("a deadlock for ever at the claim ends the run before anything is sent", async (t) => {
    const rig = await rigFor(t, { configuration: hasty });
    rig.sql.faults.raise(claim, 1205, Infinity, "before", { procedure: claim });
    const id = rig.insert("2207", settlement());
    const message =
      "the database was still busy after retries: error 1205 state 1 in sp_medical_insurance_claim line 1";
    await assertNothingDone(rig, id, await rig.run(id), message, { withinMs: 10_250 });
  });

  test("objects of another version are told, and nothing is claimed", async (t) => {
    const rig = await rigFor(t);
    rig.sql.tables.medical_insurance_version.splice(0, 1, {
      version: 3,
      installed_at: new Date(),
      fixmedins_code: null,
      results_of: null,
    });
    const id = rig.insert("2207", settlement());
    const message =
      "the database objects have another version than this program: run `processor db install` of this version";
    await assertNothingDone(rig, id, await rig.run(id), message, { exitCode: 2 });
  });

  test("an error that does not go away when the call is repeated is told with its number", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise(claim, 2812, 1, "before", { procedure: claim });
    const id = rig.insert("2207", settlement());
    const message =
      "the database refused the call: error 2812 state 1 in sp_medical_insurance_claim line 1; check the installation with `processor db check`";
    await assertNothingDone(rig, id, await rig.run(id), message, { exitCode: 2 });
  });

  test("a login without the processor's role is told the statement that gives it", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise(claim, 229, 1, "before", { procedure: claim });
    const id = rig.insert("2207", settlement());
    const message =
      "the login of database.connection_string has no right to do this (error 229 state 1 in sp_medical_insurance_claim line 1): a DBA runs ALTER ROLE medical_insurance_processor ADD MEMBER <the user of this login>";
    await assertNothingDone(rig, id, await rig.run(id), message, { exitCode: 2 });
  });

  for (const [procedure, expected] of [
    [claim, [claim, claim, finish]],
    [finish, [claim, finish, finish]],
  ] as const) {
    test(`one deadlock in ${procedure} changes nothing`, async (t) => {
      const rig = await rigFor(t);
      rig.sql.faults.raise(procedure, 1205, 1);
      await assertUndisturbed(rig, expected);
    });

    for (const moment of ["before", "after"] as const) {
      test(`a connection dropped ${moment} ${procedure} was executed changes nothing`, async (t) => {
        const rig = await rigFor(t);
        rig.sql.faults.drop(procedure, moment);
        await assertUndisturbed(rig, expected);
        assert.equal(rig.sql.logins, 3, "the second one after the drop, the third one is HIS's");
      });
    }
  }
});
