import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { connect } from "../rig/client.ts";
import { settlement, takeBack } from "../rig/inputs.ts";
import { resolve } from "../rig/procedures.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { assertStored, success } from "./agreement.ts";

/** The same settlement in another text: paid from the account, under another invoice number. */
const otherText = { data: { ...settlement(), acct_used_flag: "1", invono: "INV2" } };

const notSentText = "入参与同一笔业务未结束的请求不同，未发送。";

async function assertBlocked(rig: Rig, requestId: number, action: string): Promise<void> {
  const { status, result_status, error_code, err_msg, next_action, attempt_count } = await rig.view(requestId);
  assert.deepEqual(
    { status, result_status, error_code, err_msg, next_action, attempt_count },
    {
      status: "ERROR",
      result_status: "SYSTEM_ERROR",
      error_code: "BLOCKED",
      err_msg: `${notSentText}${action}`,
      next_action: action,
      attempt_count: 0,
    },
  );
}

async function record(rig: Rig, requestId: number, resolution: string): Promise<void> {
  const { host, port, user, password, database } = rig.sql;
  const operator = await connect({ host, port, user, password, database, encrypt: false });
  await resolve(operator, requestId, resolution);
  operator.close();
}

suite("a cashier who presses twice, with another text", { concurrency: 2 }, () => {
  test("settles once: the second press is told which request is in progress, and no processor is started", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const first = rig.callHis("2207", settlement());
    await hold.reached;
    const logins = rig.sql.logins;
    const second = await rig.callHis("2207", otherText);
    // The call and the end of it, none for a processor.
    assert.equal(rig.sql.logins, logins + 1);
    await assertBlocked(rig, second, "同一笔业务的请求 1 正在处理，请等待它的结果，请勿重复办理");
    hold.release();
    await assertStored(rig, await first, success);
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  });

  test("after a lost answer is told to find it out, and settles when a person has recorded that it did not happen", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", [answers.lost, answers.good]);
    const first = await rig.callHis("2207", settlement());
    const second = await rig.callHis("2207", otherText);
    const action = `同一笔业务的请求 ${first} 结果未知，请先按该请求的 next_action 核实并登记，再决定是否重新办理`;
    await assertBlocked(rig, second, action);
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
    await record(rig, first, "did_not_happen");
    await assertStored(rig, await rig.callHis("2207", otherText), success);
  });

  test("in queue mode stores one request for the worker", async (t) => {
    const rig = await rigFor(t);
    const first = await rig.callHis("2207", settlement(), "queue");
    const second = await rig.callHis("2207", otherText, "queue");
    await assertBlocked(rig, second, `同一笔业务的请求 ${first} 正在处理，请等待它的结果，请勿重复办理`);
    assert.equal((await rig.run("drain")).stdout, "drained: 1 finished (1 SUCCESS), 0 not stored\n");
    await assertStored(rig, first, success);
    assert.equal(
      (await rig.view(second)).next_action,
      `同一笔业务的请求 ${first} 已办理，请使用它的结果，请勿重复办理`,
    );
  });

  test("can have the blocked request replayed once the first is settled, and not before", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2207", [answers.lost, answers.good]);
    const first = await rig.callHis("2207", settlement());
    const blocked = await rig.callHis("2207", otherText);
    for (const confirmation of [[], ["--confirm", blocked]]) {
      const { code, stdout } = await rig.run("replay", blocked, ...confirmation);
      assert.equal(code, 3);
      assert.match(stdout, /another request for the same business act is open, or its outcome is unknown/);
    }
    await record(rig, first, "did_not_happen");
    const { code, stdout } = await rig.run("replay", blocked);
    assert.equal(code, 0, stdout);
    assert.equal((await rig.view(blocked)).result_status, "SUCCESS");
    assert.equal(rig.insurer.sendingsOf("2207").length, 2);
  });
});

suite("a call that meets a request of the same text", { concurrency: 2 }, () => {
  test("sync takes a waiting row of the queue that no worker drains", async (t) => {
    const rig = await rigFor(t);
    const queued = await rig.callHis("2207", settlement(), "queue");
    assert.equal(await rig.callHis("2207", settlement()), queued);
    await assertStored(rig, queued, success);
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
    assert.equal((await rig.run("drain")).stdout, "drained: 0 finished, 0 not stored\n");
  });

  test("async starts a waiting row of the queue", async (t) => {
    const rig = await rigFor(t);
    const queued = await rig.callHis("2207", settlement(), "queue");
    assert.equal(await rig.callHis("2207", settlement(), "async"), queued);
    await rig.waitUntilFinal(queued);
    await assertStored(rig, queued, success);
  });

  test("sync waits for a worker that takes the row of the queue first", async (t) => {
    const rig = await rigFor(t);
    const queued = await rig.callHis("2207", settlement(), "queue");
    const claiming = rig.sql.faults.hold("sp_medical_insurance_claim", "before");
    const called = rig.callHis("2207", settlement());
    await claiming.reached;
    const sending = rig.insurer.hold("request-read", "2207");
    const worker = rig.run("drain");
    await sending.reached;
    claiming.release();
    sending.release();
    assert.equal(await called, queued);
    await assertStored(rig, queued, success);
    assert.equal((await worker).stdout, "drained: 1 finished (1 SUCCESS), 0 not stored\n");
    assert.equal(rig.insurer.sendingsOf("2207").length, 1);
  });

  test("a row of the queue stays there when the processor cannot be started", async (t) => {
    const rig = await rigFor(t, { processor: { command: "/nowhere/processor", args: [] } });
    const queued = await rig.callHis("2207", settlement(), "queue");
    assert.equal(await rig.callHis("2207", settlement(), "async"), queued);
    assert.equal(rig.request(queued).status, "PENDING");
  });

  test("an upload of unknown outcome is not repeated by a second press", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2205", [answers.lost, answers.good]);
    const first = await rig.callHis("2205", takeBack);
    assert.equal(await rig.callHis("2205", takeBack), first);
    assert.equal(rig.insurer.sendingsOf("2205").length, 1);
  });

  test("a sign-in of unknown outcome does not hold up the next", async (t) => {
    const rig = await rigFor(t);
    const signIn = { signIn: { opter_no: "0032", mac: "00-11-22-33-44-55", ip: "10.0.0.9" } };
    rig.insurer.answer("9001", [answers.lost, answers.good]);
    const yesterday = await rig.callHis("9001", signIn);
    const today = await rig.callHis("9001", signIn);
    assert.notEqual(today, yesterday);
    assert.equal((await rig.view(today)).result_status, "SUCCESS");
  });
});
