import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";
import type { OutageRow } from "../standins/sqlserver/tables.ts";

const afterTwo: Overrides = { retry: { max_attempts: 1 }, fail_fast: { after: 2 } };

let bills = 0;

/** A sync call of HIS for a settlement of its own; gives how its request ended. */
async function settle(rig: Rig) {
  const id = await rig.callHis("2207", settlement(++bills));
  return { id, ...rig.request(id), outcomes: rig.attempts(id).map(({ outcome }) => outcome) };
}

function outageOf(rig: Rig): OutageRow {
  const [row] = rig.sql.tables.medical_insurance_outage;
  assert.ok(row);
  return row;
}

function linesOf(rig: Rig, message: string): number {
  return readLog(rig.folder).filter((line) => line.message === message).length;
}

const BEGINS = "calls are held back";
const ENDS = "calls are no longer held back";

suite("while the insurer cannot be reached", { concurrency: 2 }, () => {
  test("a sync call is told so at once, one call is sent as a probe, and its reply lets all calls go", async (t) => {
    const rig = await rigFor(t, { configuration: afterTwo });
    await rig.insurer.refuse();
    for (let each = 0; each < 2; each++) {
      const { error_code, outcomes } = await settle(rig);
      assert.deepEqual([error_code, outcomes], ["NOT_SENT", ["NOT_SENT"]]);
    }
    assert.equal(linesOf(rig, BEGINS), 1);

    await rig.insurer.accept();
    const { logins } = rig.sql;
    const held = await settle(rig);
    assert.deepEqual([held.status, held.error_code, held.outcomes], ["ERROR", "NOT_SENT", []]);
    assert.match(
      String((await rig.view(held.id)).err_msg),
      /^从 .* 起医保端连接不上或没有应答，本次请求未发送，请 10 秒后重新办理$/,
    );
    // HIS itself logs in to call and to look: no processor was started.
    assert.deepEqual([rig.insurer.connections, rig.sql.logins - logins], [0, 2]);

    outageOf(rig).probe_at = new Date();
    const probe = await settle(rig);
    assert.deepEqual([probe.status, probe.error_code, probe.outcomes], ["COMPLETED", null, ["REPLIED"]]);
    assert.equal(linesOf(rig, ENDS), 1);
    assert.equal((await settle(rig)).status, "COMPLETED");
  });

  test("a settlement that is held back is never one of unknown outcome, and a replay by hand sends it", async (t) => {
    const rig = await rigFor(t, { configuration: afterTwo });
    rig.insurer.answer("2207", [answers.lost, answers.lost, answers.good]);
    for (let each = 0; each < 2; each++) assert.equal((await settle(rig)).error_code, "OUTCOME_UNKNOWN");
    const { id, error_code } = await settle(rig);
    assert.deepEqual([error_code, rig.insurer.sendingsOf("2207").length], ["NOT_SENT", 2]);

    const { stdout } = await rig.run("doctor", "--json");
    const check = JSON.parse(stdout).checks.find(({ name }: { name: string }) => name === "held-calls");
    assert.deepEqual([check.result, check.next], ["warn", "processor list --error NOT_SENT"]);
    assert.match(
      check.finding,
      /^sync and async calls are held back since .*: 2 runs in a row reached nobody since .*$/,
    );

    const report = JSON.parse((await rig.run("report", "--since", "1h", "--json")).stdout);
    assert.equal(report.held_back, 1);

    const replayed = await rig.run("replay", "--error", "NOT_SENT", "--since", "1h", "--json");
    assert.deepEqual([replayed.code, JSON.parse(replayed.stdout).results], [0, { SUCCESS: 1 }]);
    assert.equal((await rig.view(id)).result_status, "SUCCESS");
    assert.equal(outageOf(rig).held_since, null);
  });

  test("with fail_fast.after 0 every call is tried", async (t) => {
    const rig = await rigFor(t, { configuration: { ...afterTwo, fail_fast: { after: 0 } } });
    await rig.insurer.refuse();
    for (let each = 0; each < 3; each++) assert.deepEqual((await settle(rig)).outcomes, ["NOT_SENT"]);
  });
});
