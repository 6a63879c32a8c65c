import assert from "node:assert/strict";
import { test } from "node:test";
import { call, claim, finish, resolve, view } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken, unknownOutcome } from "./given.ts";

const columns = [
  ...["request_id", "interface_code", "input_data", "status", "request_time"],
  ...["response_data", "infcode", "err_msg", "response_time", "result_status"],
  ...["result_id", "msgid", "error_code", "next_action", "attempt_count", "duration_ms", "interface_class"],
];

export function resultView(given: Given): void {
  test("the view has the seed's ten columns and then its own", async () => {
    const { client } = given();
    const seen = await view(client, await call(client));
    assert.deepEqual(Object.keys(seen), columns);
    assert.equal(seen.result_id, seen.request_id);
  });

  for (const [what, status, errorCode, infcode, expected] of [
    ["COMPLETED without an error_code", "COMPLETED", null, "0", "SUCCESS"],
    ["COMPLETED without an error_code, whatever the infcode", "COMPLETED", null, "-1", "SUCCESS"],
    ["COMPLETED and REFUSED", "COMPLETED", "REFUSED", "-1", "BUSINESS_ERROR"],
    ["COMPLETED and REFUSED_WITH_ZERO", "COMPLETED", "REFUSED_WITH_ZERO", "0", "BUSINESS_ERROR"],
    ["ERROR", "ERROR", "REPLY_UNREADABLE", null, "SYSTEM_ERROR"],
  ] as const) {
    test(`${what} is shown as ${expected}`, async () => {
      const { client } = given();
      const { requestId } = await finished(client, "9901", { status, errorCode, infcode });
      assert.equal((await view(client, requestId)).result_status, expected);
    });
  }

  test("a request that waits or is in work is shown as PROCESSING", async () => {
    const { client } = given();
    assert.equal((await view(client, await call(client))).result_status, "PROCESSING");
    assert.equal((await view(client, (await taken(client)).requestId)).result_status, "PROCESSING");
  });

  test("a request that was run twice is one row, with the latest response", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9901", notSent);
    const { row } = await claim(client, requestId, { process: 2, replay: true });
    assert.equal((await view(client, requestId)).result_status, "PROCESSING");
    await finish(client, requestId, Number(row?.attempt_id), { process: 2 });
    const rows = await client.query(
      `SELECT response_data FROM v_medical_insurance_result WHERE result_id = ${requestId}`,
    );
    assert.deepEqual(rows, [{ response_data: '{"infcode":0}' }]);
  });

  test("an unknown outcome that cannot be looked up is to be reconciled", async () => {
    const { client } = given();
    for (const code of ["9904", "9909"]) {
      const { requestId } = await finished(client, code, unknownOutcome);
      assert.equal(
        (await view(client, requestId)).next_action,
        `结果未知，请勿重复办理。请与医保经办机构对账，核实是否已办理。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ${requestId}, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）`,
      );
    }
  });

  for (const [resolution, text] of [
    ["happened", "已登记核实结果：医保端已办理，请勿重复办理"],
    ["did_not_happen", "已登记核实结果：医保端未办理，可以重新办理"],
    ["reversed", "已登记核实结果：已冲正，可以重新办理"],
  ] as const) {
    test(`HIS reads what a person has recorded: ${resolution}`, async () => {
      const { client } = given();
      const { requestId } = await finished(client, "9903", unknownOutcome);
      await resolve(client, requestId, resolution);
      const seen = await view(client, requestId);
      assert.equal(seen.next_action, text);
      assert.equal(seen.result_status, "SYSTEM_ERROR");
    });
  }

  test("HIS' own batch calls and reads the answer in one go", async () => {
    const { client } = given();
    const rows = await client.query(`
      DECLARE @settle_result_id INT;

      EXEC sp_medical_insurance_call
          @interface_code = '9903', -- 门诊结算
          @input_data = N'{"name":"O''Brien 张三","n":${JSON.stringify(newInput())}}',
          @result_id = @settle_result_id OUTPUT,
          @mode = 'queue';

      SELECT result_status, infcode FROM v_medical_insurance_result WHERE request_id = @settle_result_id;
    `);
    assert.deepEqual(rows, [{ result_status: "PROCESSING", infcode: null }]);
  });
}
