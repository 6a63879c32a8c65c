import assert from "node:assert/strict";
import { before, beforeEach, describe, test } from "node:test";
import { codeOf } from "../callers/guide.ts";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch, endLeaseBatch, finishBatch, viewBatch } from "./statements.ts";

describe("the views, resolve and purge", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });
  beforeEach(() =>
    session.run(`DELETE FROM dbo.medical_insurance_responses;
DELETE FROM dbo.medical_insurance_attempts;
DELETE FROM dbo.medical_insurance_requests;`),
  );

  /** A settlement whose processor died. */
  const unknown = async (input = '{"data":{"psn_no":"43010"}}', code = "2207"): Promise<number> => {
    const id = Number((await session.row(callBatch({ code, input }))).id);
    await session.run(claimBatch(id));
    await session.run(endLeaseBatch(id));
    await session.run("EXEC dbo.sp_medical_insurance_rescue;");
    return id;
  };

  test("a request with two responses is one row, with the latest attempt's response", async () => {
    const id = await unknown();
    await session.run(`INSERT INTO dbo.medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (${id}, N'{"without":"attempt"}', '0', NULL, GETDATE());`);
    const rows = await session.run(viewBatch(id));
    assert.equal(rows.length, 1);
    assert.equal(JSON.parse(String(rows[0]?.response_data)).error_code, "OUTCOME_UNKNOWN");
  });

  const states: readonly (readonly [status: string, errorCode: string, resultStatus: string])[] = [
    ["PENDING", "NULL", "PROCESSING"],
    ["PROCESSING", "NULL", "PROCESSING"],
    ["COMPLETED", "NULL", "SUCCESS"],
    ["COMPLETED", "'REFUSED'", "BUSINESS_ERROR"],
    ["COMPLETED", "'REFUSED_WITH_ZERO'", "BUSINESS_ERROR"],
    ["ERROR", "'NOT_SENT'", "SYSTEM_ERROR"],
  ];
  for (const [status, errorCode, resultStatus] of states) {
    test(`${status} with error_code ${errorCode} is shown as ${resultStatus}`, async () => {
      const id = Number((await session.row(callBatch())).id);
      await session.run(
        `UPDATE dbo.medical_insurance_requests SET status = '${status}', error_code = ${errorCode} WHERE request_id = ${id};`,
      );
      const row = await session.row(viewBatch(id));
      assert.equal(row.result_status, resultStatus);
      assert.equal(row.next_action, null);
      assert.equal(row.result_id, id);
    });
  }

  test("the monitor's figures on known data", async () => {
    // 20 answered requests that took 1 to 20 seconds, of which the last two were refused and one ended in error.
    await session.run(`DECLARE @n int = 0, @at datetime = DATEADD(HOUR, -1, GETDATE());
WHILE @n < 20
BEGIN
    SET @n = @n + 1;
    INSERT INTO dbo.medical_insurance_requests (request_id, interface_code, input_data, status, create_time, error_code)
    VALUES (
        1000 + @n, '1101', N'{}', CASE WHEN @n = 1 THEN 'ERROR' ELSE 'COMPLETED' END, @at,
        CASE WHEN @n = 1 THEN 'NOT_SENT' WHEN @n > 18 THEN 'REFUSED' END
    );
    INSERT INTO dbo.medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
    VALUES (1000 + @n, N'{}', '0', NULL, DATEADD(SECOND, @n, @at));
END;
INSERT INTO dbo.medical_insurance_requests (request_id, interface_code, input_data, status, create_time, error_code, mode)
VALUES
    (2001, '1101', N'{}', 'COMPLETED', DATEADD(DAY, -2, GETDATE()), NULL, 'sync'),
    (2002, '1101', N'{}', 'PENDING', DATEADD(DAY, -2, GETDATE()), NULL, 'queue'),
    (2003, '1101', N'{}', 'PENDING', DATEADD(MINUTE, -4, GETDATE()), NULL, 'sync'),
    (2004, '1101', N'{}', 'ERROR', GETDATE(), 'OUTCOME_UNKNOWN', 'sync'),
    (2005, '1101', N'{}', 'ERROR', DATEADD(DAY, -2, GETDATE()), 'OUTCOME_UNKNOWN', 'sync');`);
    const row = await session.row(
      "SELECT * FROM dbo.v_medical_insurance_monitor AS m WHERE m.interface_code = '1101';",
    );
    const { oldest_pending_seconds, last_success_time, ...figures } = row;
    assert.ok(last_success_time instanceof Date);
    assert.deepEqual(figures, {
      interface_code: "1101",
      total_requests: 22,
      success_count: 17,
      business_error_count: 2,
      system_error_count: 2,
      avg_response_time_seconds: 10.5,
      unknown_count: 2,
      pending_count: 2,
      stuck_count: 1,
      p95_response_time_seconds: 19,
      last_5_minutes_requests: 2,
      last_5_minutes_success_count: 0,
    });
    assert.ok(Number(oldest_pending_seconds) >= 172_800, String(oldest_pending_seconds));
    const errors = await session.run(
      "SELECT e.error_code, e.last_5_minutes_count, e.last_24_hours_count, e.last_request_id FROM dbo.v_medical_insurance_errors AS e ORDER BY e.error_code;",
    );
    assert.deepEqual(errors.map(Object.values), [
      ["NOT_SENT", 0, 1, 1001],
      ["OUTCOME_UNKNOWN", 1, 1, 2004],
      ["REFUSED", 0, 2, 1020],
    ]);
  });

  test("the activity has each open request, and who has it for how long", async () => {
    const waiting = Number((await session.row(callBatch({}))).id);
    const taken = Number((await session.row(callBatch({ code: "2207", input: '{"data":{"psn_no":"43011"}}' }))).id);
    await session.run(claimBatch(taken));
    const rows = await session.run("SELECT * FROM dbo.v_medical_insurance_activity AS a ORDER BY a.request_id;");
    assert.deepEqual(
      rows.map(({ request_id, status, lease_owner }) => [request_id, status, lease_owner === null]),
      [
        [waiting, "PENDING", true],
        [taken, "PROCESSING", false],
      ],
    );
    assert.ok(Number(rows[1]?.lease_seconds_left) > 0);
  });

  test("a second response does not count a request twice", async () => {
    const id = await unknown();
    await session.run(`INSERT INTO dbo.medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (${id}, N'{}', NULL, NULL, GETDATE());`);
    const row = await session.row("SELECT * FROM dbo.v_medical_insurance_monitor AS m;");
    assert.equal(row.total_requests, 1);
    assert.equal(row.system_error_count, 1);
  });

  test("an unreconciled settlement shows what is certain and the input of its reversal", async () => {
    const id = await unknown();
    const row = await session.row("SELECT * FROM dbo.v_medical_insurance_unreconciled AS u;");
    assert.equal(row.request_id, id);
    assert.equal(row.interface_name, "门诊结算");
    assert.match(
      String(row.what_is_certain),
      /^处理程序从 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 起没有报告：可能未发送，也可能医保端已办理$/,
    );
    assert.match(
      String(row.next_action),
      /^结果未知，请勿重复办理。请用 5203 查询，核实是否已办理，入参：.*；如已办理且需撤销，优先用 2208 撤销，不能撤销时才用 2601 冲正/,
    );
    assert.deepEqual(JSON.parse(String(row.reversal_input)), {
      data: { psn_no: "43010", omsgid: row.msgid, oinfno: "2207" },
    });
  });

  test("an interface that cannot be reversed has no reversal input", async () => {
    const id = await unknown("{}", "2201");
    const row = await session.row("SELECT * FROM dbo.v_medical_insurance_unreconciled AS u;");
    assert.equal(row.reversal_input, null);
    assert.equal(
      row.next_action,
      `结果未知，请勿重复办理。请与医保经办机构对账，核实是否已办理。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ${id}, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）`,
    );
  });

  test("resolving records who and takes the row out of the view, once", async () => {
    const id = await unknown();
    const resolve = `EXEC dbo.sp_medical_insurance_resolve @request_id = ${id}, @resolution = 'Happened', @reference = N'S1', @note = N'5203 查到';`;
    await session.run(resolve);
    assert.deepEqual(await session.run("SELECT * FROM dbo.v_medical_insurance_unreconciled AS u;"), []);
    const row = await session.row(
      `SELECT r.resolution, r.resolution_reference, r.resolution_note, r.resolved_by, ORIGINAL_LOGIN() AS me
FROM dbo.medical_insurance_requests AS r WHERE r.request_id = ${id};`,
    );
    assert.deepEqual(
      [row.resolution, row.resolution_reference, row.resolution_note, row.resolved_by],
      ["happened", "S1", "5203 查到", row.me],
    );
    assert.equal((await session.row(viewBatch(id))).next_action, "已登记核实结果：医保端已办理，请勿重复办理");
    assert.equal((await session.refusal(resolve)).number, 51004);
  });

  const refusedResolutions: readonly (readonly [title: string, parameters: string, number: number])[] = [
    ["an unknown word", "@request_id = 1, @resolution = 'perhaps'", 51004],
    ["no word", "@request_id = 1, @resolution = NULL", 51004],
    ["no number", "@request_id = NULL, @resolution = 'happened'", 51001],
    ["a number that is not here", "@request_id = 2000000000, @resolution = 'happened'", 51003],
  ];
  for (const [title, parameters, number] of refusedResolutions) {
    test(`resolve refuses ${title} with ${number}`, async () => {
      assert.equal((await session.refusal(`EXEC dbo.sp_medical_insurance_resolve ${parameters};`)).number, number);
    });
  }

  test("a pending request cannot be resolved", async () => {
    const { id } = await session.row(callBatch());
    const batch = `EXEC dbo.sp_medical_insurance_resolve @request_id = ${id}, @resolution = 'happened';`;
    assert.equal((await session.refusal(batch)).number, 51004);
  });

  const purge = async (parameters: string): Promise<unknown> =>
    (
      await session.row(
        `DECLARE @n int; EXEC dbo.sp_medical_insurance_purge ${parameters}, @purged = @n OUTPUT; SELECT @n AS n;`,
      )
    ).n;

  test("the purge takes old final rows in batches, and never an open or an unreconciled one", async () => {
    const kept = await unknown();
    const done: number[] = [];
    for (let n = 0; n < 5; n++) {
      const id = Number((await session.row(callBatch())).id);
      const { attempt_id } = await session.row(claimBatch(id));
      await session.run(finishBatch({ requestId: id, attemptId: Number(attempt_id) }));
      done.push(id);
    }
    const pending = Number((await session.row(callBatch())).id);
    const young = done.pop();
    await session.run(`UPDATE dbo.medical_insurance_requests
SET create_time = DATEADD(DAY, -400, GETDATE()), update_time = DATEADD(DAY, -400, GETDATE())
WHERE request_id <> ${young};`);
    assert.equal(await purge("@older_than_days = 365, @batch_size = 2"), 4);
    const left = await session.run(
      "SELECT r.request_id FROM dbo.medical_insurance_requests AS r ORDER BY r.request_id;",
    );
    assert.deepEqual(
      left.map(({ request_id }) => request_id),
      [kept, young, pending],
    );
    const { n } = await session.row("SELECT COUNT(*) AS n FROM dbo.medical_insurance_attempts AS a;");
    assert.equal(n, 2);
    await session.run(`EXEC dbo.sp_medical_insurance_resolve @request_id = ${kept}, @resolution = 'reversed';
UPDATE dbo.medical_insurance_requests SET update_time = DATEADD(DAY, -400, GETDATE()) WHERE request_id = ${kept};`);
    assert.equal(await purge("@older_than_days = 365, @status = 'COMPLETED'"), 0);
    assert.equal(await purge("@older_than_days = 365, @status = 'ERROR'"), 1);
    const recorded = await session.run(
      "SELECT g.status, g.requests, g.purged_by FROM dbo.medical_insurance_purges AS g WHERE g.ended_at IS NOT NULL ORDER BY g.purge_id;",
    );
    const { name } = await session.row("SELECT ORIGINAL_LOGIN() AS name;");
    assert.deepEqual(
      recorded.map((row) => Object.values(row)),
      [
        [null, 4, name],
        ["COMPLETED", 0, name],
        ["ERROR", 1, name],
      ],
    );
  });

  test("the page for HIS finds the row of a call whose answer did not come", async () => {
    const lookUp = codeOf("README.md", "sql").replace("the same text as in the call", '{"bill":"1"}');
    assert.deepEqual(await session.row(lookUp), { result_id: null });
    const id = Number((await session.row(callBatch({ code: "2207", input: '{"bill":"1"}' }))).id);
    await session.run(callBatch({ code: "2207", input: '{"bill":"2"}' }));
    assert.deepEqual(await session.row(lookUp), { result_id: id });
  });

  test("an old response that is not JSON has no fields", async () => {
    const id = Number((await session.row(callBatch())).id);
    await session.run(`INSERT INTO dbo.medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (${id}, N'not JSON', '0', NULL, GETDATE());`);
    assert.deepEqual(await session.run(`SELECT f.field FROM dbo.fn_medical_insurance_fields(${id}) AS f;`), []);
  });

  test("the purge refuses no age, an unknown status and an open transaction", async (t) => {
    const own = await openFor(t, database);
    assert.equal((await own.refusal("EXEC dbo.sp_medical_insurance_purge @older_than_days = 0;")).number, 51001);
    const unknownStatus = "EXEC dbo.sp_medical_insurance_purge @older_than_days = 1, @status = 'PENDING';";
    assert.equal((await own.refusal(unknownStatus)).number, 51001);
    const wholeTable = "EXEC dbo.sp_medical_insurance_purge @older_than_days = 1, @batch_size = 1001;";
    assert.equal((await own.refusal(wholeTable)).number, 51001);
    const inTransaction = "BEGIN TRANSACTION; EXEC dbo.sp_medical_insurance_purge @older_than_days = 1;";
    assert.equal((await own.refusal(inTransaction)).number, 51002);
  });
});
