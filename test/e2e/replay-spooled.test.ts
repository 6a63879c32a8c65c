import assert from "node:assert/strict";
import { renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { readSpool } from "../rig/traces.ts";
import { normalise } from "./agreement.ts";

const finish = "sp_medical_insurance_finish";

/** A settlement whose outcome the database does not know; its success is in this machine's spool. */
async function spoolSuccess(rig: Rig, number = 1): Promise<number> {
  rig.sql.faults.raise(finish, 51001, 1);
  const id = rig.insert("2207", settlement(number));
  assert.equal((await rig.run(id)).code, 8);
  Object.assign(rig.request(id), {
    status: "ERROR",
    error_code: "OUTCOME_UNKNOWN",
    lease_token: null,
    lease_until: null,
  });
  Object.assign(rig.attempts(id)[0] ?? {}, { outcome: "UNKNOWN" });
  return id;
}

const spoolOf = (rig: Rig): string => join(rig.folder, "logs", "spool");

function onlyFile(rig: Rig): string {
  const [file] = readSpool(rig.folder);
  return join(spoolOf(rig), String(file?.name));
}

async function assertRefused(rig: Rig, id: number, why: RegExp): Promise<void> {
  const { code, stdout } = await rig.run("replay", id, "--confirm", id);
  const line = normalise(stdout);
  assert.equal(code, 3, line);
  assert.match(line, /^request 1: N ms: nothing was sent: the spool may hold an answer of this request /);
  assert.match(line, why);
  assert.deepEqual([rig.insurer.sendingsOf("2207").length, rig.attempts(id).length], [1, 1]);
}

async function assertDeliveredInstead(rig: Rig, id: number): Promise<void> {
  const { code, stdout } = await rig.run("replay", id, "--confirm", id);
  assert.equal(code, 3);
  assert.match(stdout, /: the insurer has replied to it or may have acted on it: /);
  assert.deepEqual([rig.request(id).status, rig.request(id).error_code], ["COMPLETED", null]);
  assert.equal(rig.attempts(id).length, 1);
}

suite("a confirmed replay of a request whose success is in the spool sends nothing", { concurrency: 2 }, () => {
  const scenes: readonly (readonly [what: string, disturb: (rig: Rig) => void, why: RegExp])[] = [
    ["when the database refuses it with a full log", (rig) => rig.sql.faults.raise(finish, 9002), /error 9002/],
    [
      "when another process is delivering it",
      (rig) => renameSync(onlyFile(rig), `${onlyFile(rig)}.4711.taken`),
      /another process is delivering it; repeat after a minute/,
    ],
    [
      "when another process is writing it",
      (rig) => renameSync(onlyFile(rig), `${onlyFile(rig)}.tmp`),
      /another process is writing it; repeat after a minute/,
    ],
    [
      "when it was rejected",
      (rig) => rig.sql.faults.raise(finish, 51001, 1),
      /error 51001 .*`processor spool deliver --rejected`/,
    ],
    [
      "when the spool cannot be listed",
      (rig) => {
        rmSync(spoolOf(rig), { recursive: true });
        writeFileSync(spoolOf(rig), "");
      },
      /spool: the folder cannot be listed \(ENOTDIR\)/,
    ],
  ];
  for (const [what, disturb, why] of scenes) {
    test(what, async (t) => {
      const rig = await rigFor(t);
      const id = await spoolSuccess(rig);
      disturb(rig);
      await assertRefused(rig, id, why);
    });
  }

  test("and names the file that was rejected before", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolSuccess(rig);
    rig.sql.faults.raise(finish, 51001, 1);
    assert.equal((await rig.run("rescue")).code, 0);
    const [file] = readSpool(rig.folder, "rejected");
    await assertRefused(rig, id, new RegExp(`rejected.${RegExp.escape(String(file?.name))}: the database refused it`));
  });

  test("when the database is busy for a moment: it is delivered, and the confirmation is void", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolSuccess(rig);
    rig.sql.faults.raise(finish, 1205, 4);
    await assertDeliveredInstead(rig, id);
  });

  test("when it is whole under its temporary name: it is delivered", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolSuccess(rig);
    const temporary = `${onlyFile(rig)}.tmp`;
    renameSync(onlyFile(rig), temporary);
    utimesSync(temporary, new Date(0), new Date(0));
    await assertDeliveredInstead(rig, id);
  });

  test("when a delivery failed a moment ago: it is delivered without waiting", async (t) => {
    const rig = await rigFor(t);
    const id = await spoolSuccess(rig);
    rig.sql.faults.raise(finish, 9002, 1);
    assert.equal((await rig.run("rescue")).code, 0);
    await assertDeliveredInstead(rig, id);
  });

  test("when the spool has calls of other requests before it, which are not waited for", async (t) => {
    const rig = await rigFor(t);
    const other = await spoolSuccess(rig, 2);
    const id = await spoolSuccess(rig);
    const asked = rig.sql.faults.hold(finish, "before");
    const { ended } = rig.start("replay", id, "--confirm", id);
    await asked.reached;
    assert.deepEqual(
      readSpool(rig.folder).map(({ finish }) => finish.requestId),
      [other],
    );
    asked.release();
    assert.equal((await ended).code, 3);
    assert.deepEqual([rig.request(id).status, rig.request(other).status], ["COMPLETED", "COMPLETED"]);
  });
});
