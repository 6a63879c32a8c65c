import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { Row } from "../../src/store/session.ts";
import { createDatabase, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch } from "./statements.ts";

describe("fn_medical_insurance_fields", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });

  const fieldsOf = async (response: string, code = "1101"): Promise<readonly Row[]> => {
    const id = Number((await session.row(callBatch({ code }))).id);
    await session.run(`INSERT INTO dbo.medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (${id}, N'${response}', '0', NULL, GETDATE());`);
    return session.run(`SELECT f.node, f.row_no, f.field, f.label, f.value, f.path
FROM dbo.fn_medical_insurance_fields(${id}) AS f ORDER BY f.path;`);
  };
  const line = ({ node, row_no, field, label, value }: Row) => [node, row_no, field, label, value];

  test("gives each field of a reply with its Chinese name, a number as it was sent", async () => {
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

  test("names a node in a node by its keys, and counts its rows through the whole reply", async () => {
    const rows = await fieldsOf('{"output":{"a":[{"b":[{"x":"1"},{"x":"2"}]},{"b":[{"x":"3"}]}]}}', "9999");
    assert.deepEqual(rows.map(line), [
      ["a.b", 1, "x", null, "1"],
      ["a.b", 2, "x", null, "2"],
      ["a.b", 3, "x", null, "3"],
    ]);
  });

  test("calls the node output when the output itself has fields, or is a list", async () => {
    assert.deepEqual((await fieldsOf('{"output":{"sign_no":"7"}}')).map(line), [["output", 1, "sign_no", null, "7"]]);
    assert.deepEqual((await fieldsOf('{"output":[{"x":"1"},{"x":"2"}]}')).map(line), [
      ["output", 1, "x", null, "1"],
      ["output", 2, "x", null, "2"],
    ]);
  });

  for (const response of ['{"error_code":"NOT_SENT"}', '{"output":null}', '{"output":{}}', "not JSON"])
    test(`gives no row for ${response}`, async () => {
      assert.deepEqual(await fieldsOf(response), []);
    });
});
