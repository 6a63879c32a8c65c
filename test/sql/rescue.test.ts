import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch, endLeaseBatch, finishBatch, nextBatch, OTHER_TOKEN, viewBatch } from "./statements.ts";

describe("rescue and wait", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  let count = 0;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });
  after(async () => {
    session.close();
    await database.drop();
  });

  /** A request whose processor died: claimed, its lease over. */
  const abandoned = async (code: string, mode = "queue"): Promise<{ requestId: number; attemptId: number }> => {
    const requestId = Number((await session.row(callBatch({ code, input: `{"n":${++count}}` }))).id);
    await session.run(`UPDATE dbo.medical_insurance_requests SET mode = '${mode}' WHERE request_id = ${requestId};`);
    const { attempt_id } = await session.row(claimBatch(requestId));
    await session.run(endLeaseBatch(requestId));
    return { requestId, attemptId: Number(attempt_id) };
  };
  const rescue = async (): Promise<unknown> =>
    (await session.row("DECLARE @n int; EXEC dbo.sp_medical_insurance_rescue @rescued = @n OUTPUT; SELECT @n AS n;")).n;
  const attemptOf = (requestId: number) =>
    session.row(
      `SELECT a.outcome, a.closed_at FROM dbo.medical_insurance_attempts AS a WHERE a.request_id = ${requestId};`,
    );

  const endings: readonly (readonly [
    title: string,
    code: string,
    mode: string,
    status: string,
    errorCode: string | null,
  ])[] = [
    ["class A of the queue is pending again", "1101", "queue", "PENDING", null],
    ["class A of sync mode is abandoned", "1101", "sync", "ERROR", "ABANDONED"],
    ["class B is unknown", "2203", "queue", "ERROR", "OUTCOME_UNKNOWN"],
    ["class C is unknown", "2207", "sync", "ERROR", "OUTCOME_UNKNOWN"],
    ["an interface that nobody knows is unknown", "9998", "async", "ERROR", "OUTCOME_UNKNOWN"],
  ];
  for (const [title, code, mode, status, errorCode] of endings) {
    test(`past its lease, ${title}`, async () => {
      const { requestId } = await abandoned(code, mode);
      assert.equal(await rescue(), 1);
      const row = await session.row(viewBatch(requestId));
      assert.equal(row.status, status);
      assert.equal(row.error_code, errorCode);
      assert.deepEqual({ ...(await attemptOf(requestId)) }, { outcome: "UNKNOWN", closed_at: null });
      if (errorCode === null) assert.equal(row.response_data, null);
      else {
        assert.deepEqual(JSON.parse(String(row.response_data)), {
          error_code: errorCode,
          err_msg: row.err_msg,
          faults: [],
        });
      }
      if (status === "PENDING") await session.run(nextBatch({ token: OTHER_TOKEN }));
    });
  }

  test("a row that nobody started for a minute is LAUNCH_FAILED, but not one of the queue", async () => {
    const waiting = Number((await session.row(callBatch({ input: '{"w":1}' }))).id);
    const launched = Number((await session.row(callBatch({ input: '{"w":2}' }))).id);
    await session.run(`UPDATE dbo.medical_insurance_requests SET create_time = DATEADD(SECOND, -61, GETDATE())
WHERE request_id IN (${waiting}, ${launched});
UPDATE dbo.medical_insurance_requests SET mode = 'sync' WHERE request_id = ${launched};`);
    assert.equal(await rescue(), 1);
    assert.equal((await session.row(viewBatch(launched))).error_code, "LAUNCH_FAILED");
    assert.equal((await session.row(viewBatch(waiting))).status, "PENDING");
    assert.deepEqual(await session.run(claimBatch(launched)), [{ refusal: "DONE" }]);
    await session.run(`DELETE FROM dbo.medical_insurance_requests WHERE request_id = ${waiting};`);
  });

  test("a row within its lease is left alone", async () => {
    const requestId = Number((await session.row(callBatch({ code: "2207", input: '{"alive":1}' }))).id);
    await session.run(claimBatch(requestId));
    assert.equal(await rescue(), 0);
    assert.equal((await session.row(viewBatch(requestId))).status, "PROCESSING");
  });

  test("a late reply still completes what rescue gave up", async () => {
    const facts = await abandoned("2207");
    await rescue();
    assert.equal((await session.row(finishBatch({ ...facts, response: '{"infcode":0,"late":1}' }))).result, "stored");
    const row = await session.row(viewBatch(facts.requestId));
    assert.equal(row.result_status, "SUCCESS");
    assert.equal(row.response_data, '{"infcode":0,"late":1}');
    assert.equal(row.next_action, null);
  });

  test("a late reply is kept, and the state is the later attempt's", async () => {
    const facts = await abandoned("2207");
    await rescue();
    const later = await session.row(claimBatch(facts.requestId, { token: OTHER_TOKEN, replay: true, confirmed: true }));
    assert.equal((await session.row(finishBatch(facts))).result, "kept");
    assert.equal((await session.row(viewBatch(facts.requestId))).status, "PROCESSING");
    const end = { requestId: facts.requestId, attemptId: Number(later.attempt_id), token: OTHER_TOKEN };
    await session.run(finishBatch({ ...end, response: '{"infcode":0,"attempt":2}' }));
    assert.equal((await session.row(viewBatch(facts.requestId))).response_data, '{"infcode":0,"attempt":2}');
  });

  test("a late reply leaves a row that a person has reversed", async () => {
    const facts = await abandoned("2207");
    await rescue();
    await session.run(
      `EXEC dbo.sp_medical_insurance_resolve @request_id = ${facts.requestId}, @resolution = 'reversed', @reference = N'2601';`,
    );
    assert.equal((await session.row(finishBatch(facts))).result, "kept");
    assert.equal((await session.row(viewBatch(facts.requestId))).result_status, "SYSTEM_ERROR");
  });

  test("a late NOT_SENT takes the doubt away", async () => {
    const facts = await abandoned("2207");
    await rescue();
    const late = { ...facts, outcome: "NOT_SENT", status: "ERROR", errorCode: "DEADLINE" };
    assert.equal((await session.row(finishBatch(late))).result, "stored");
    assert.equal((await session.row(viewBatch(facts.requestId))).error_code, "DEADLINE");
  });

  test("two rescues at once settle a row once", async (t) => {
    const sessions = await Promise.all(Array.from({ length: 8 }, () => openFor(t, database)));
    for (let round = 0; round < 10; round++) {
      const { requestId } = await abandoned("2207");
      const settled = await Promise.all(
        sessions.map((each) =>
          each.row("DECLARE @n int; EXEC dbo.sp_medical_insurance_rescue @rescued = @n OUTPUT; SELECT @n AS n;"),
        ),
      );
      assert.equal(
        settled.reduce((sum, { n }) => sum + Number(n), 0),
        1,
      );
      const { n } = await session.row(
        `SELECT COUNT(*) AS n FROM dbo.medical_insurance_responses AS p WHERE p.request_id = ${requestId};`,
      );
      assert.equal(n, 1);
    }
  });

  test("a rescue and a finish at the same moment leave one truth", async (t) => {
    const [one, two] = [await openFor(t, database), await openFor(t, database)];
    for (let round = 0; round < 20; round++) {
      const facts = await abandoned("2207");
      const [{ result }] = await Promise.all([
        one.row(finishBatch(facts)),
        two.run("EXEC dbo.sp_medical_insurance_rescue;"),
      ]);
      assert.equal(result, "stored");
      assert.equal((await session.row(viewBatch(facts.requestId))).result_status, "SUCCESS");
    }
  });

  const waitFor = (id: number, seconds: number): string =>
    `DECLARE @code int; EXEC @code = dbo.sp_medical_insurance_wait @result_id = ${id}, @timeout_seconds = ${seconds}; SELECT @code AS code;`;

  test("wait returns 0 for a final row and 1 for an open one", async () => {
    const { requestId } = await abandoned("2207");
    assert.equal((await session.row(waitFor(requestId, 0))).code, 0);
    const open = Number((await session.row(callBatch({ input: '{"open":1}' }))).id);
    assert.equal((await session.row(waitFor(open, 0))).code, 1);
  });

  test("wait ends when another session finishes the row", async (t) => {
    const his = await openFor(t, database);
    const id = Number((await session.row(callBatch({ code: "2207", input: '{"waited":1}' }))).id);
    const { attempt_id } = await session.row(claimBatch(id));
    const waited = his.row(waitFor(id, 30));
    await session.run(finishBatch({ requestId: id, attemptId: Number(attempt_id) }));
    assert.equal((await waited).code, 0);
  });

  const refusedWaits: readonly (readonly [title: string, batch: string, number: number])[] = [
    ["a number of another database", waitFor(2_000_000_000, 1), 51003],
    ["no number", "EXEC dbo.sp_medical_insurance_wait @result_id = NULL;", 51001],
    ["a negative time", waitFor(1, -1), 51001],
    ["an open transaction", `BEGIN TRANSACTION; ${waitFor(1, 1)}`, 51002],
  ];
  for (const [title, batch, number] of refusedWaits) {
    test(`wait refuses ${title} with ${number}`, async (t) => {
      const his = await openFor(t, database);
      assert.equal((await his.refusal(batch)).number, number);
    });
  }
});
