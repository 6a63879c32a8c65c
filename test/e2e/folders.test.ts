import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { BELOW_A_FILE, isWine, namedPath } from "../rig/system.ts";
import { readLog, readSpool } from "../rig/traces.ts";
import { assertStored, normalise, success } from "./agreement.ts";

const finish = "sp_medical_insurance_finish";
const remedy = "let the account of this process make, rename and delete files there, and see that the disk is not full";
const blocked: Overrides = { logging: { file: "blocked/processor.log" } };

/** The spool has one settlement that was refused for good. */
async function rejectOne(rig: Rig): Promise<number> {
  rig.sql.faults.raise(finish, 51001, 2);
  const id = rig.insert("2207", settlement());
  assert.equal((await rig.run(id)).code, 8);
  assert.equal((await rig.run("rescue")).code, 0);
  return id;
}

suite("a folder that cannot be written", { concurrency: 2 }, () => {
  test("is told on stderr before anything is sent, with the remedy, and does not stop the run", {
    skip: isWine && "under wine the output is a file that is read at the end",
  }, async (t) => {
    const rig = await rigFor(t, { configuration: blocked });
    const folder = join(rig.folder, "blocked");
    writeFileSync(folder, "a file where the folder should be");
    const hold = rig.insurer.hold("connected");
    const running = rig.start(rig.insert("1101", lookUp));
    let early = "";
    running.child.stderr?.on("data", (piece) => {
      early += piece;
    });
    await hold.reached;
    const expected = [
      `the log folder ${namedPath(folder)} cannot be written (EEXIST): nothing is written to the log; ${remedy}`,
      `the spool folder ${namedPath(join(folder, "spool"))} cannot be written (${BELOW_A_FILE}): ` +
        `a reply that the database does not take would be lost; ${remedy}`,
    ];
    assert.deepEqual(early.trimEnd().split("\n"), expected);
    hold.release();
    const { code, stderr } = await running.ended;
    assert.deepEqual([code, stderr], [0, early]);
  });

  test("for the spool is in the log too", async (t) => {
    const rig = await rigFor(t);
    mkdirSync(join(rig.folder, "logs"));
    const folder = join(rig.folder, "logs", "spool");
    writeFileSync(folder, "a file where the folder should be");
    const { code, stdout } = await rig.run("drain");
    assert.deepEqual(
      [code, stdout],
      [0, `drained: 0 finished, 0 not stored; the spool ${namedPath(folder)} cannot be listed\n`],
    );
    const [first] = readLog(rig.folder);
    assert.deepEqual(
      [first?.message, first?.level, first?.use, first?.folder, first?.code],
      ["folder cannot be written", "error", "spool", namedPath(folder), "EEXIST"],
    );
  });

  test("is not told where all is well", async (t) => {
    const rig = await rigFor(t);
    const { code, stderr } = await rig.run(rig.insert("1101", lookUp));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.ok(!readLog(rig.folder).some(({ message }) => /folder|spool/.test(message)));
  });
});

suite("what the spool keeps", { concurrency: 2 }, () => {
  test("is counted in the log at each start, and by drain", async (t) => {
    const rig = await rigFor(t);
    await rejectOne(rig);
    const spool = join(rig.folder, "logs", "spool");
    const foreign = JSON.stringify({ server: "elsewhere,1433", database: "HIS", requestId: 7 });
    writeFileSync(join(spool, "7-9-x.json"), foreign);
    const before = readLog(rig.folder).length;
    const { code, stdout } = await rig.run("drain");
    assert.deepEqual(
      [code, stdout],
      [0, `drained: 0 finished, 0 not stored; in the spool ${namedPath(spool)}: 1 rejected, 1 of another database\n`],
    );
    const line = readLog(rig.folder)[before];
    assert.deepEqual(
      [line?.message, line?.level, line?.waiting, line?.rejected, line?.foreign, line?.unfinished],
      ["spool", "warn", 0, 1, 1, 0],
    );
    assert.deepEqual(
      readSpool(rig.folder).map(({ name }) => name),
      ["7-9-x.json"],
    );
  });

  test("is delivered when a rejected file is moved back into the spool", async (t) => {
    const rig = await rigFor(t);
    const id = await rejectOne(rig);
    const [{ name = "" } = {}] = readSpool(rig.folder, "rejected");
    const spool = join(rig.folder, "logs", "spool");
    renameSync(join(spool, "rejected", name), join(spool, name));
    rmSync(join(spool, "rejected"), { recursive: true });
    assert.equal((await rig.run("drain")).stdout, "drained: 0 finished, 0 not stored\n");
    await assertStored(rig, id, success);
  });
});

test("a run with the configuration of another database leaves this one's reply alone", async (t) => {
  const rig = await rigFor(t);
  const other = await rigFor(t);
  rig.sql.faults.raise(finish, 51001, 1);
  const id = rig.insert("2207", settlement());
  assert.equal((await rig.run(id)).code, 8);
  await other.configure({ logging: { file: join(rig.folder, "logs", "processor.log") } });
  assert.equal((await other.run(other.insert("1101", lookUp))).code, 0);
  assert.deepEqual([readSpool(rig.folder).length, readSpool(rig.folder, "rejected")], [1, []]);
  assert.equal(normalise((await rig.run("drain")).stdout), "drained: 0 finished, 0 not stored\n");
  await assertStored(rig, id, success);
});
