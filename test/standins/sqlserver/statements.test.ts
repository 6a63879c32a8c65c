import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TYPES } from "tedious";
import { type Client, connect } from "../../rig/client.ts";
import { call, errorNumberOf } from "../../rig/procedures.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

const settle = `
  -- 门诊结算流程
  DECLARE @settle_result_id INT;

  EXEC sp_medical_insurance_call
      @interface_code = '2207',
      @input_data = '{
          "mdtrt_id": "H1234567890120241201001",
          "psn_no": "430123199001011234",
          "psn_name": "张三",
          "invono": "INV''20241201001"
      }',
      @result_id = @settle_result_id OUTPUT,
      @mode = N'queue';

  -- 查询结算结果
  SELECT * FROM v_medical_insurance_result WHERE request_id = @settle_result_id;
`;

describe("SQL text", () => {
  let standIn: SqlServerStandIn;
  let client: Client;

  before(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [] });
    const { host, port, user, password, database } = standIn;
    client = await connect({ host, port, user, password, database, encrypt: false });
  });
  after(async () => {
    client.close();
    await standIn.stop();
  });

  test("of HIS that settles and reads the result works as a batch and as a parameter of sp_executesql", async () => {
    for (const send of [client.batch, client.query]) {
      const [row] = await send(settle);
      assert.equal(row?.interface_code, "2207");
      assert.equal(row?.result_status, "PROCESSING");
      assert.match(String(row?.input_data), /"psn_name": "张三",\n {10}"invono": "INV'20241201001"\n/);
    }
  });

  test("of HIS that asks for a person, waits and reads three columns works", async () => {
    const rows = await client.batch(`
      DECLARE @result_id INT;
      DECLARE @patient_id VARCHAR(18) = '430123199001011234';
      EXEC dbo.sp_medical_insurance_call '1101', '{"psn_no": "430123199001011234"}', @result_id OUTPUT, 'queue';
      WAITFOR DELAY '00:00:02';
      SELECT
          result_status,
          response_data,
          err_msg
      FROM [dbo].[v_medical_insurance_result]
      WHERE result_id = @result_id;
    `);
    assert.deepEqual(rows, [{ result_status: "PROCESSING", response_data: null, err_msg: null }]);
  });

  test("with values in its variables works", async () => {
    const requestId = await call(client, { code: "1101", input: '{"n":1}' });
    const { rows } = await client.text(
      "SELECT request_id, status FROM v_medical_insurance_result WHERE request_id = @id",
      {
        id: [TYPES.Int, requestId],
      },
    );
    assert.deepEqual(rows, [{ request_id: requestId, status: "PENDING" }]);
  });

  test("gives an output variable back", async () => {
    const { outputs } = await client.text(
      "EXEC sp_medical_insurance_call @interface_code = '1101', @input_data = @input, @result_id = @made OUTPUT, @mode = 'queue'",
      { input: [TYPES.NVarChar, '{"psn_name":"𠮷😀"}'], made: [TYPES.Int] },
    );
    const row = standIn.tables.medical_insurance_requests.find((each) => each.request_id === outputs.made);
    assert.equal(row?.input_data, '{"psn_name":"𠮷😀"}');
  });

  test("without N loses what the code page of a Chinese server lacks", async () => {
    const text = (literal: string): string => `
      DECLARE @id int;
      EXEC sp_medical_insurance_call @interface_code = '1101', @input_data = ${literal}, @result_id = @id OUTPUT, @mode = 'queue';
      SELECT input_data FROM v_medical_insurance_result WHERE request_id = @id;`;
    assert.deepEqual(await client.batch(text(`'{"psn_name":"张三𠮷"}'`)), [{ input_data: '{"psn_name":"张三??"}' }]);
    assert.deepEqual(await client.batch(text(`N'{"psn_name":"张三𠮷"}'`)), [{ input_data: '{"psn_name":"张三𠮷"}' }]);
  });

  test("may begin with a procedure's name, without EXEC", async () => {
    const [row] = await client.batch("sp_datatype_info_100 -9, 3");
    assert.deepEqual([row?.TYPE_NAME, row?.PRECISION], ["nvarchar", 4000]);
    assert.equal(await errorNumberOf(client.batch("USE HIS sp_datatype_info_100 -9, 3")), 102);
  });

  test("may choose the database that it is in and no other", async () => {
    assert.equal(await errorNumberOf(client.batch("USE HIS")), "no error");
    assert.equal(await errorNumberOf(client.batch("USE master")), 911);
  });

  for (const [sql, number] of [
    ["SELECT @@VERSION", 102],
    ["SELECT DISTINCT status FROM v_medical_insurance_result", 102],
    ["SELECT LEN(input_data) FROM v_medical_insurance_result", 102],
    ["SELECT attempt_count + 1 FROM v_medical_insurance_result", 102],
    ["SELECT * FROM v_medical_insurance_result AS r INNER JOIN v_medical_insurance_errors AS e ON 1 = 1", 102],
    ["SELECT * FROM v_medical_insurance_result, v_medical_insurance_errors", 102],
    ["SELECT * FROM v_medical_insurance_result WHERE EXISTS (SELECT 1)", 102],
    ["SELECT * FROM v_medical_insurance_result ORDER BY request_id OFFSET 5 ROWS", 102],
    ["SELECT * FROM v_medical_insurance_result FOR JSON PATH", 102],
    ["SELECT * INTO t FROM v_medical_insurance_result", 102],
    ["SELECT * FROM v_medical_insurance_result WITH (TABLOCKX)", 102],
    ["SELECT * FROM sys.objects", 208],
    ["EXEC xp_cmdshell 'dir'", 2812],
    ["EXEC sp_medical_insurance_call", 201],
    ["EXEC sp_medical_insurance_rescue 1, NULL, 3", 8144],
    ["EXEC sp_medical_insurance_rescue @id = 1", 8145],
    ["EXEC sp_medical_insurance_rescue @request_id = 1, @request_id = 2", 8143],
    ["EXEC sp_medical_insurance_rescue @request_id = 'one'", 8114],
    ["DECLARE @a int, @A int", 134],
    ["DECLARE @a xml", 102],
    ["DECLARE @a int = 'x'", 245],
    ["WAITFOR DELAY 'soon'", 102],
    ["SET IMPLICIT_TRANSACTIONS ON", 102],
    ["BEGIN TRAN", 102],
    ["DELETE FROM medical_insurance_requests", 102],
    ["IF EXISTS (SELECT 1) SELECT 1", 102],
    ["'never closed", 102],
    ["/* never closed", 102],
  ] as const) {
    test(`${sql} is refused with ${number}`, async () => {
      assert.equal(await errorNumberOf(client.batch(sql)), number);
    });
  }

  test("finds texts in any case, and names a column as the view does", async () => {
    const requestId = await call(client, { code: "1101", input: '{"n":2}' });
    const rows = await client.batch(
      `select STATUS, [Request_Id] as 编号 from DBO.V_MEDICAL_INSURANCE_RESULT where status like 'p%' and status = 'pending' and REQUEST_ID = ${requestId}`,
    );
    assert.deepEqual(rows, [{ status: "PENDING", 编号: requestId }]);
  });

  test("with one unknown word is refused before any of it is executed", async () => {
    const before = standIn.tables.medical_insurance_requests.length;
    assert.equal(await errorNumberOf(client.batch(`${settle} IF 1 = 1 PRINT 'x'`)), 102);
    assert.equal(standIn.tables.medical_insurance_requests.length, before);
  });

  test("names the line on which it leaves what is known", async () => {
    await assert.rejects(client.batch("DECLARE @a int;\n\nIF 1 = 1"), {
      number: 102,
      lineNumber: 3,
      message: "Incorrect syntax near 'IF'.",
    });
  });
});
