import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client, Row } from "../../rig/client.ts";
import { call, errorNumberOf, report } from "../../rig/procedures.ts";
import { finished, type Given, unknownOutcome } from "./given.ts";

async function lineOf(client: Client, requestId: number, reveal = false): Promise<Row> {
  const line = (await report(client, 60, reveal)).find(({ request_id }) => request_id === requestId);
  assert.ok(line);
  return line;
}

export function reporting(given: Given): void {
  test("the report has a settlement's sums as the reply writes them, numbers and texts", async () => {
    const { client } = given();
    const responseData =
      '{"infcode":0,"output":{"setlinfo":{"medfee_sumamt":120.50,"acct_pay":"20.25","psn_cash_pay":null}}}';
    const { requestId } = await finished(client, "9903", { responseData });
    const { medfee_sumamt, fund_pay_sumamt, acct_pay, psn_cash_pay, result_status } = await lineOf(client, requestId);
    assert.deepEqual(
      [medfee_sumamt, fund_pay_sumamt, acct_pay, psn_cash_pay, result_status],
      ["120.50", null, "20.25", null, "SUCCESS"],
    );
  });

  test("the report has the insurer's text only when it is asked for", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9901", {
      errorCode: "REFUSED",
      infcode: "-1",
      errMsg: "张三的状态异常",
    });
    assert.equal((await lineOf(client, requestId)).err_msg, null);
    assert.equal((await lineOf(client, requestId, true)).err_msg, "张三的状态异常");
  });

  test("the report says what a person must check", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9903", unknownOutcome);
    assert.equal((await lineOf(client, requestId)).reason, "OUTCOME_UNKNOWN");
    assert.equal((await lineOf(client, await call(client))).reason, null);
  });

  test("a period of no minute or of more than 366 days is refused", async () => {
    const { client } = given();
    assert.equal(await errorNumberOf(report(client, 0)), 51001);
    assert.equal(await errorNumberOf(report(client, 527_041)), 51001);
  });
}
