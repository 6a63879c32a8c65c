import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { isWindows, namedPath } from "../rig/system.ts";
import { readSpool } from "../rig/traces.ts";
import { assertStored, success } from "./agreement.ts";

const finish = "sp_medical_insurance_finish";
const refused = "error 51001 state 1 in sp_medical_insurance_finish line 1";

/** A settlement that the insurer accepted and the database refused `times` times. */
async function spoolOne(rig: Rig, times = 1, number = 1): Promise<{ id: number; name: string }> {
  rig.sql.faults.raise(finish, 51001, times, "before", { procedure: finish });
  const id = rig.insert("2207", settlement(number));
  assert.equal((await rig.run(id)).code, 8);
  if (times > 1) assert.equal((await rig.run("rescue")).code, 0);
  const { name = "" } = readSpool(rig.folder, times > 1 ? "rejected" : "waiting").at(-1) ?? {};
  return { id, name };
}

suite("spool list", { concurrency: 2 }, () => {
  test("says that the spool is empty", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout, stderr } = await rig.run("spool", "list");
    const spool = namedPath(join(rig.folder, "logs", "spool"));
    assert.deepEqual([code, stdout, stderr], [0, `${spool}: the spool is empty\n`, ""]);
    const report = JSON.parse((await rig.run("spool", "list", "--json")).stdout);
    assert.deepEqual(report, { folder: spool, files: [], exit_code: 0, message: "the spool is empty" });
  });

  test("names what waits and what was rejected, and asks no database", async (t) => {
    const rig = await rigFor(t);
    const rejected = await spoolOne(rig, 2);
    const waiting = await spoolOne(rig, 1, 2);
    const spool = join(rig.folder, "logs", "spool");
    writeFileSync(
      join(spool, "7-9-x.json"),
      JSON.stringify({ server: "elsewhere,1433", database: "HIS", requestId: 7 }),
    );
    const { logins } = rig.sql;
    const { code, stdout } = await rig.run("spool", "list");
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines[0] ?? "", /^FILE +STATE +REQUEST +ATTEMPT +TRIES +BYTES +CHANGED$/);
    assert.deepEqual(
      lines.slice(1, -1).map((line) => line.split(/ +/).slice(0, 5)),
      [
        [waiting.name, "waiting", String(waiting.id), "2", "0"],
        ["7-9-x.json", "foreign", "7", "9", "0"],
        [`rejected/${rejected.name}`, "rejected", String(rejected.id), "1", "0"],
      ],
    );
    assert.equal(
      lines.at(-1),
      `${namedPath(spool)}: 1 waiting, 1 foreign, 1 rejected; processor spool show <file> shows one of them`,
    );
    const { files } = JSON.parse((await rig.run("spool", "list", "--json")).stdout);
    const [{ bytes, changed_at, ...first }] = files;
    assert.ok(bytes > 1000);
    assert.match(changed_at, /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/);
    assert.deepEqual(first, {
      file: waiting.name,
      state: "waiting",
      request_id: waiting.id,
      attempt_id: 2,
      tries: 0,
    });
    assert.equal(rig.sql.logins, logins);
  });

  test("says that the folder cannot be listed", {
    skip: isWindows && "Windows does not tell a path below a file from one that is not there",
  }, async (t) => {
    const rig = await rigFor(t, { configuration: { logging: { file: "blocked/processor.log" } } });
    writeFileSync(join(rig.folder, "blocked"), "a file where the folder should be");
    const { code, stdout } = await rig.run("spool", "list");
    const message = `the spool ${join(rig.folder, "blocked", "spool")} cannot be listed (ENOTDIR): use the account that runs the processor`;
    assert.deepEqual([code, stdout], [2, `${message}\n`]);
    const json = await rig.run("spool", "list", "--json");
    assert.deepEqual([json.code, JSON.parse(json.stdout)], [2, { exit_code: 2, message }]);
  });
});

suite("spool show", { concurrency: 2 }, () => {
  test("shows what a rejected file is and why it was rejected, and nothing of the person", async (t) => {
    const rig = await rigFor(t);
    const { id, name } = await spoolOne(rig, 2);
    const { code, stdout } = await rig.run("spool", "show", name);
    assert.equal(code, 0);
    const shown = Object.fromEntries(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(/ {2,}/)),
    );
    const { size, changed, reply, ...others } = shown;
    assert.match(size, /^\d+ bytes: request \d+, reply \d+ characters$/);
    assert.match(changed, /^\d{4}-/);
    assert.match(reply, /^infcode 0, HTTP 200, \d+ ms$/);
    assert.deepEqual(others, {
      file: namedPath(join(rig.folder, "logs", "spool", "rejected", name)),
      state: "rejected",
      request: `${id}, attempt 1`,
      interface: "2207",
      msgid: rig.request(id).msgid,
      procedure: finish,
      outcome: "REPLIED COMPLETED",
      tries: "0",
      why: refused,
      payload: "only in the file, because it has personal data",
      next: `remove the cause, then: processor spool deliver rejected/${name}`,
    });
    const json = await rig.run("spool", "show", `rejected/${name}`, "--json");
    const report = JSON.parse(json.stdout);
    assert.deepEqual(
      [json.code, report.state, report.is_damaged, report.why, report.msgid, report.infcode, report.exit_code],
      [0, "rejected", false, refused, rig.request(id).msgid, "0", 0],
    );
    for (const secret of [settlement().psn_no, settlement().invono, settlement().mdtrt_id]) {
      assert.ok(!stdout.includes(String(secret)) && !json.stdout.includes(String(secret)));
    }
  });

  test("says why the run could not store what waits", async (t) => {
    const rig = await rigFor(t);
    const { name } = await spoolOne(rig);
    const { why, state } = JSON.parse((await rig.run("spool", "show", name, "--json")).stdout);
    assert.deepEqual([state, why], ["waiting", refused]);
  });

  test("shows a damaged file as one that cannot be delivered", async (t) => {
    const rig = await rigFor(t);
    const { name } = await spoolOne(rig);
    writeFileSync(join(rig.folder, "logs", "spool", name), '{"requestId":');
    const report = JSON.parse((await rig.run("spool", "show", name, "--json")).stdout);
    assert.deepEqual([report.is_damaged, report.why, report.msgid], [true, "the file is damaged", null]);
  });

  test("refuses a name that the spool does not have, and a missing one", async (t) => {
    const rig = await rigFor(t);
    const message = "the spool has no file ../config.json; processor spool list names them all";
    const { code, stdout } = await rig.run("spool", "show", "../config.json");
    assert.deepEqual([code, stdout], [2, `${message}\n`]);
    const json = await rig.run("spool", "show", "../config.json", "--json");
    assert.deepEqual([json.code, JSON.parse(json.stdout)], [2, { exit_code: 2, message }]);
    assert.equal((await rig.run("spool", "show")).code, 2);
  });
});

suite("spool deliver", { concurrency: 2 }, () => {
  test("delivers what waits, and sends nothing to the insurer", async (t) => {
    const rig = await rigFor(t);
    const { id, name } = await spoolOne(rig);
    const { code, stdout } = await rig.run("spool", "deliver");
    assert.deepEqual([code, stdout], [0, `${name}: stored\n1 stored, 0 not stored\n`]);
    await assertStored(rig, id, success);
    assert.deepEqual([readSpool(rig.folder), rig.insurer.sendingsOf("2207").length], [[], 1]);
    assert.equal((await rig.run("spool", "deliver")).stdout, "there is nothing to deliver\n");
  });

  test("delivers a rejected file only when it is named or --rejected is given", async (t) => {
    const rig = await rigFor(t);
    const one = await spoolOne(rig, 2, 1);
    const other = await spoolOne(rig, 2, 2);
    assert.equal((await rig.run("spool", "deliver")).stdout, "there is nothing to deliver\n");
    const { code, stdout } = await rig.run("spool", "deliver", `rejected/${one.name}`, "--json");
    assert.deepEqual(
      [code, JSON.parse(stdout)],
      [
        0,
        {
          stored: 1,
          not_stored: 0,
          files: [{ file: `rejected/${one.name}`, result: "stored" }],
          exit_code: 0,
          message: "1 stored, 0 not stored",
        },
      ],
    );
    await assertStored(rig, one.id, success);
    assert.equal(rig.responses(other.id).length, 0);
    assert.equal((await rig.run("spool", "deliver", "--rejected")).code, 0);
    await assertStored(rig, other.id, success);
    assert.deepEqual(readSpool(rig.folder, "rejected"), []);
  });

  test("says why the database refused a file again, which is then rejected as before", async (t) => {
    const rig = await rigFor(t);
    const { name } = await spoolOne(rig, 2);
    rig.sql.faults.raise(finish, 51001, 1, "before", { procedure: finish });
    const { code, stdout } = await rig.run("spool", "deliver", name, "--json");
    assert.deepEqual(
      [code, JSON.parse(stdout)],
      [
        8,
        {
          stored: 0,
          not_stored: 1,
          files: [{ file: `rejected/${name}`, result: "rejected", why: refused }],
          exit_code: 8,
          message:
            "0 stored, 1 not stored; processor spool list shows where they are, processor doctor looks for the cause",
        },
      ],
    );
    assert.deepEqual(
      [readSpool(rig.folder).length, readSpool(rig.folder, "rejected").map((file) => file.name)],
      [0, [name]],
    );
  });

  test("tries no further file when the login is refused, and keeps them all", async (t) => {
    const rig = await rigFor(t);
    const first = await spoolOne(rig, 1, 1);
    const spool = join(rig.folder, "logs", "spool");
    renameSync(join(spool, first.name), join(rig.folder, "aside.json"));
    const second = await spoolOne(rig, 1, 2);
    renameSync(join(rig.folder, "aside.json"), join(spool, first.name));
    rig.sql.faults.raise("login", 18456);
    const { code, stdout } = await rig.run("spool", "deliver", "--json");
    const { files, stored, not_stored } = JSON.parse(stdout);
    assert.deepEqual([code, stored, not_stored], [8, 0, 2]);
    assert.deepEqual(
      files.map((file: { file: string; result: string }) => [file.file, file.result]),
      [
        [first.name, "later"],
        [second.name, "later"],
      ],
    );
    assert.equal(files[1].why, "not tried, because the database could not be reached");
    assert.equal(readSpool(rig.folder).length, 2);
  });

  test("refuses names beside --rejected, an unknown name, and a file of another database", async (t) => {
    const rig = await rigFor(t);
    const { name } = await spoolOne(rig);
    writeFileSync(
      join(rig.folder, "logs", "spool", "7-9-x.json"),
      JSON.stringify({ server: "elsewhere,1433", database: "HIS", requestId: 7 }),
    );
    const both = await rig.run("spool", "deliver", name, "--rejected", "--json");
    assert.deepEqual(
      [both.code, JSON.parse(both.stdout)],
      [2, { exit_code: 2, message: "write names of files or --rejected, not both" }],
    );
    const unknown = await rig.run("spool", "deliver", name, "1-1-none.json");
    assert.deepEqual(
      [unknown.code, unknown.stdout],
      [2, "the spool has no file 1-1-none.json; processor spool list names them all\n"],
    );
    const foreign = await rig.run("spool", "deliver", "7-9-x.json");
    assert.deepEqual([foreign.code, foreign.stdout], [2, "7-9-x.json belongs to another database: use its --config\n"]);
    assert.equal(readSpool(rig.folder).length, 2);
  });
});
