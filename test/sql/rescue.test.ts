import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch, endLeaseBatch, finishBatch, viewBatch } from "./statements.ts";

/** What the contract (test/contract) does not ask: races, and rows that are older than a test can wait. */
describe("rescue and wait", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  let count = 0;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
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

  test("an interface that the database does not know has an unknown outcome past its lease", async () => {
    const { requestId } = await abandoned("9998", "async");
    assert.equal(await rescue(), 1);
    assert.equal((await session.row(viewBatch(requestId))).error_code, "OUTCOME_UNKNOWN");
  });

  /** A pending row that is 61 seconds old. */
  const waitingForAMinute = async (mode: string): Promise<number> => {
    const requestId = Number((await session.row(callBatch({ input: `{"n":${++count}}` }))).id);
    await session.run(
      `UPDATE dbo.medical_insurance_requests SET mode = '${mode}', create_time = DATEADD(SECOND, -61, GETDATE()) WHERE request_id = ${requestId};`,
    );
    return requestId;
  };

  test("a row of the queue may wait longer than a minute", async () => {
    const requestId = await waitingForAMinute("queue");
    assert.equal(await rescue(), 0);
    assert.equal((await session.row(viewBatch(requestId))).status, "PENDING");
    await session.run(`DELETE FROM dbo.medical_insurance_requests WHERE request_id = ${requestId};`);
  });

  for (const mode of ["sync", "async"]) {
    test(`a row of ${mode} mode that was not started within a minute can no longer be claimed`, async () => {
      const requestId = await waitingForAMinute(mode);
      assert.equal(await rescue(), 1);
      assert.equal((await session.row(viewBatch(requestId))).error_code, "LAUNCH_FAILED");
      assert.deepEqual(await session.run(claimBatch(requestId)), [{ refusal: "DONE" }]);
    });
  }

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

  test("a rescue and a finish at the same moment leave the reply as the result", async (t) => {
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

  test("wait refuses no number with 51001", async () => {
    const refusal = await session.refusal("EXEC dbo.sp_medical_insurance_wait @result_id = NULL;");
    assert.equal(refusal.number, 51001);
  });
});
