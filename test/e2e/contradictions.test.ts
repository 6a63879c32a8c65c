import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { connect } from "../rig/client.ts";
import { settlement } from "../rig/inputs.ts";
import { resolve, unreconciled } from "../rig/procedures.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";

const finish = "sp_medical_insurance_finish";

/** A settlement whose success is in the spool of another machine, which is not there at the moment; its lease is over. */
async function settledElsewhere(rig: Rig): Promise<{ readonly id: number; comeBack(): Promise<void> }> {
  rig.sql.faults.raise(finish, 1205, Number.POSITIVE_INFINITY);
  const id = await rig.callHis("2207", settlement());
  rig.sql.faults.clear();
  const here = join(rig.folder, "logs", "spool");
  const away = join(rig.folder, "spool of another machine");
  await rename(here, away);
  rig.request(id).lease_until = new Date(0);
  await rig.run("rescue");
  assert.equal(rig.request(id).error_code, "OUTCOME_UNKNOWN");
  return {
    id,
    async comeBack() {
      await rename(away, here);
      await rig.run("rescue");
    },
  };
}

async function asOperator<T>(
  { sql }: Rig,
  act: (operator: Awaited<ReturnType<typeof connect>>) => Promise<T>,
): Promise<T> {
  const { host, port, user, password, database } = sql;
  const operator = await connect({ host, port, user, password, database, encrypt: false });
  try {
    return await act(operator);
  } finally {
    operator.close();
  }
}

const options = { configuration: { sdk: { timeout: 1 }, run: { deadline_seconds: 9 } } } as const;

suite("the success of a machine that was away", { concurrency: 2 }, () => {
  test("beside a refusal of the replay, becomes a line with both replies", async (t) => {
    const rig = await rigFor(t, options);
    const { id, comeBack } = await settledElsewhere(rig);
    rig.insurer.answer("2207", answers.refused("该收费批次已结算"));
    assert.equal((await rig.run("replay", id, "--confirm", id)).code, 5);
    await comeBack();
    const view = await rig.view(id);
    assert.equal(view.error_code, "REFUSED");
    assert.match(
      String(view.next_action),
      /^医保端的应答互相矛盾，请勿重复办理。请用 5203 查询，核实是否已办理，入参：\{"data":\{"psn_no":"430123199001011234","setl_id":"","mdtrt_id":"H1234567890120241201001"\}\}（setl_id 此时还没有，留空发送）。核实后登记结果：EXEC /,
    );
    const line = await asOperator(rig, (operator) => unreconciled(operator, id));
    assert.equal(line?.reason, "CONFLICT");
    const replies: readonly { readonly reply: string; readonly msgid: string }[] = JSON.parse(String(line.replies));
    assert.deepEqual(
      replies.map(({ reply }) => reply),
      ["SUCCESS", "REFUSED"],
    );
    const { code, stdout } = await rig.run("replay", id, "--confirm", id);
    assert.equal(code, 3);
    assert.match(stdout, /its replies contradict each other/);
    assert.equal(rig.insurer.sendingsOf("2207").length, 2);
  });

  test("after a person had recorded that it did not happen and it was settled anew, becomes a line", async (t) => {
    const rig = await rigFor(t, options);
    const { id, comeBack } = await settledElsewhere(rig);
    await asOperator(rig, (operator) => resolve(operator, id, "did_not_happen"));
    const anew = await rig.callHis("2207", settlement());
    assert.notEqual(anew, id);
    assert.equal((await rig.view(anew)).result_status, "SUCCESS");
    await comeBack();
    const line = await asOperator(rig, (operator) => unreconciled(operator, id));
    assert.equal(line?.reason, "CONFLICT");
    assert.equal(line.what_is_certain, "已登记为 did_not_happen，但此前或此后收到的应答与它矛盾：见 replies");
    await asOperator(rig, (operator) => resolve(operator, id, "reversed"));
    assert.equal(await asOperator(rig, (operator) => unreconciled(operator, id)), undefined);
  });
});
