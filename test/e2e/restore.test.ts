import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";

const held =
  "the database was restored, copied, moved or renamed, and what waits in it may have been sent already: nothing was claimed; " +
  "a DBA settles what was sent since the backup and runs EXEC dbo.sp_medical_insurance_accept_database";

/** Five settlements that wait in a backup, and have been sent since. */
async function restoreAfterSending(rig: Rig): Promise<readonly number[]> {
  // The first claim leaves the institution's code in the database.
  await rig.run(rig.insert("1101", lookUp));
  const ids = [1, 2, 3, 4, 5].map((number) => rig.insert("2207", settlement(number), "queue"));
  const backup = rig.sql.backUp();
  assert.equal((await rig.run("drain")).stdout, "drained: 5 finished (5 SUCCESS), 0 not stored\n");
  rig.sql.restore(backup);
  return ids;
}

const msgidsOf = (rig: Rig): readonly string[] =>
  rig.insurer.requests.filter(({ infno }) => infno === "2207").map(({ msgid }) => msgid ?? "");

suite("a database that was restored", { concurrency: 2 }, () => {
  test("holds its queue: nothing is sent again", async (t) => {
    const rig = await rigFor(t);
    const ids = await restoreAfterSending(rig);
    const { code, stdout } = await rig.run("drain");
    assert.deepEqual([code, stdout], [2, `drain stopped after 0 finished, 0 not stored: ${held}\n`]);
    assert.equal(msgidsOf(rig).length, 5);
    assert.deepEqual(
      ids.map((id) => [rig.request(id).status, rig.attempts(id).length]),
      ids.map(() => ["PENDING", 0]),
    );
  });

  test("sends what waits under the same msgids once a DBA has accepted it", async (t) => {
    const rig = await rigFor(t);
    await restoreAfterSending(rig);
    await rig.acceptDatabase();
    assert.equal((await rig.run("drain")).stdout, "drained: 5 finished (5 SUCCESS), 0 not stored\n");
    const msgids = msgidsOf(rig);
    assert.equal(msgids.length, 10);
    assert.deepEqual(msgids.slice(5).toSorted(), msgids.slice(0, 5).toSorted());
    assert.equal(new Set(msgids).size, 5);
  });

  for (const mode of ["sync", "async"] as const)
    test(`tells HIS why an ${mode} call was not sent`.replace("an s", "a s"), async (t) => {
      const rig = await rigFor(t);
      rig.sql.restore(rig.sql.backUp());
      const id = await rig.callHis("2207", settlement(), mode);
      const view = await rig.view(id);
      assert.deepEqual([view.result_status, view.error_code], ["SYSTEM_ERROR", "LAUNCH_FAILED"]);
      assert.equal(
        view.err_msg,
        "医保处理程序没有运行，请求未发送，可以重新办理。原因：数据库被还原、复制、移动或改名，管理员认可之前不发送任何请求",
      );
      assert.equal(rig.insurer.requests.length, 0);
    });

  test("refuses a run and a replay with exit code 2", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    rig.sql.restore(rig.sql.backUp());
    for (const words of [[id], ["replay", id, "--confirm", id]]) {
      const { code, stdout } = await rig.run(...words);
      assert.deepEqual([code, stdout.includes(held)], [2, true], stdout);
    }
    assert.equal(rig.request(id).status, "PENDING");
  });
});
