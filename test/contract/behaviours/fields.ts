import assert from "node:assert/strict";
import { test } from "node:test";
import { TYPES } from "tedious";
import type { Row } from "../../rig/client.ts";
import { call } from "../../rig/procedures.ts";
import { finished, type Given, newInput, unknownOutcome } from "./given.ts";

/** fn_medical_insurance_fields: what HIS reads of a reply without JSON. */
export function fields(given: Given): void {
  const fieldsOf = async (responseData: string, code = "9901"): Promise<readonly Row[]> => {
    const { requestId } = await finished(given().client, code, { responseData });
    return given().client.query(
      `SELECT f.node, f.row_no, f.field, f.label, f.value, f.path FROM dbo.fn_medical_insurance_fields(${requestId}) AS f ORDER BY f.path`,
    );
  };
  const line = ({ node, row_no, field, label, value }: Row) => [node, row_no, field, label, value];

  test("each field of a reply is a row with its Chinese name, a number as it was sent", async () => {
    const rows = await fieldsOf(
      '{"infcode":0,"output":{"baseinfo":{"psn_name":"张三","age":35.0},"insuinfo":[{"balc":12.30},{"balc":null}]}}',
    );
    assert.deepEqual(rows.map(line), [
      ["baseinfo", 1, "age", null, "35.0"],
      ["baseinfo", 1, "psn_name", "人员姓名", "张三"],
      ["insuinfo", 1, "balc", "余额", "12.30"],
      ["insuinfo", 2, "balc", "余额", null],
    ]);
    assert.deepEqual(
      rows.map(({ path }) => path),
      ["$.output.baseinfo.age", "$.output.baseinfo.psn_name", "$.output.insuinfo[0].balc", "$.output.insuinfo[1].balc"],
    );
  });

  test("a node in a node is named by its keys, and its rows are counted through the whole reply", async () => {
    const rows = await fieldsOf('{"output":{"a":[{"b":[{"x":"1"},{"x":"2"}]},{"b":[{"x":"3"}]}]}}', "9909");
    assert.deepEqual(rows.map(line), [
      ["a.b", 1, "x", null, "1"],
      ["a.b", 2, "x", null, "2"],
      ["a.b", 3, "x", null, "3"],
    ]);
  });

  test("the node is output when the output itself has fields, or is a list", async () => {
    assert.deepEqual((await fieldsOf('{"output":{"sign_no":"7"}}')).map(line), [["output", 1, "sign_no", null, "7"]]);
    assert.deepEqual((await fieldsOf('{"output":[{"x":true},{"x":""}]}')).map(line), [
      ["output", 1, "x", null, "true"],
      ["output", 2, "x", null, ""],
    ]);
  });

  for (const response of ['{"infcode":0}', '{"output":null}', '{"output":"x"}', '{"output":{}}'])
    test(`there is no row for ${response}`, async () => {
      assert.deepEqual(await fieldsOf(response), []);
    });

  test("there is no row for a request that waits, that ended without a reply, or that does not exist", async () => {
    const { client } = given();
    const waiting = await call(client, { input: newInput() });
    const { requestId: lost } = await finished(client, "9901", { ...unknownOutcome, errorCode: "REPLY_LOST" });
    for (const id of [waiting, lost, 2_000_000_000])
      assert.deepEqual(await client.query(`SELECT * FROM dbo.fn_medical_insurance_fields(${id})`), []);
  });

  test("one value is asked for by node and field", async () => {
    const { client } = given();
    const responseData = '{"output":{"baseinfo":{"psn_name":"张三"},"insuinfo":[{"balc":1},{"balc":2}]}}';
    const { requestId } = await finished(client, "9901", { responseData });
    const { rows } = await client.text(
      "SELECT value FROM fn_medical_insurance_fields(@id) WHERE node = N'baseinfo' AND field = @field",
      { id: [TYPES.Int, requestId], field: [TYPES.NVarChar, "psn_name"] },
    );
    assert.deepEqual(rows, [{ value: "张三" }]);
    assert.deepEqual(
      await client.query(
        `SELECT f.row_no, f.value FROM dbo.fn_medical_insurance_fields(${requestId}) AS f WHERE f.field = 'balc' ORDER BY f.row_no`,
      ),
      [
        { row_no: 1, value: "1" },
        { row_no: 2, value: "2" },
      ],
    );
  });
}
