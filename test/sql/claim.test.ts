import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch, finishBatch, nextBatch, viewBatch } from "./statements.ts";

/** What the contract (test/contract) does not ask: races of many sessions, locks, and what SQL alone can get wrong. */
describe("claim, next and finish", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  let count = 0;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });

  /** A new request of the queue; inputs differ, so that none is joined. */
  const newRequest = async (code = "1101"): Promise<number> =>
    Number((await session.row(callBatch({ code, input: `{"n":${++count}}` }))).id);

  test("a reply that is not JSON, without err_msg, is kept inside a text that is", async () => {
    const requestId = await newRequest();
    const { attempt_id } = await session.row(claimBatch(requestId));
    await session.run(
      finishBatch({
        requestId,
        attemptId: Number(attempt_id),
        outcome: "UNKNOWN",
        status: "ERROR",
        errorCode: "REPLY_UNREADABLE",
        response: '<html>"网关"\\',
      }),
    );
    const row = await session.row(viewBatch(requestId));
    assert.deepEqual(JSON.parse(String(row.response_data)), {
      error_code: "REPLY_UNREADABLE",
      err_msg: "",
      faults: [],
      raw: '<html>"网关"\\',
    });
  });

  test("16 sessions that claim one row have one winner", async (t) => {
    const sessions = await Promise.all(Array.from({ length: 16 }, () => openFor(t, database)));
    for (let round = 0; round < 10; round++) {
      const requestId = await newRequest("2207");
      const rows = await Promise.all(sessions.map((each) => each.row(claimBatch(requestId, { token: randomUUID() }))));
      assert.deepEqual(rows.filter(({ refusal }) => refusal === undefined).length, 1);
      assert.equal(rows.filter(({ refusal }) => refusal === "TAKEN").length, 15);
    }
  });

  test("8 workers drain a queue without a double, and every row is done", async (t) => {
    const rows = database.isBabelfish ? 200 : 1000;
    await session.run(
      "DELETE FROM dbo.medical_insurance_responses; DELETE FROM dbo.medical_insurance_attempts; DELETE FROM dbo.medical_insurance_requests;",
    );
    await session.run(`DECLARE @n int = 0, @id int, @input nvarchar(100);
WHILE @n < ${rows}
BEGIN
    SET @n = @n + 1;
    SET @input = N'{"drained":' + CAST(@n AS nvarchar(11)) + N'}';
    EXEC dbo.sp_medical_insurance_call @interface_code = '1101', @input_data = @input, @result_id = @id OUTPUT, @mode = 'queue';
END;`);
    const drain = async (worker: TestSession): Promise<number[]> => {
      const won: number[] = [];
      for (;;) {
        const token = randomUUID();
        const [row] = await worker.run(nextBatch({ token }));
        if (row === undefined) return won;
        const facts = { requestId: Number(row.request_id), attemptId: Number(row.attempt_id), token };
        assert.equal((await worker.row(finishBatch(facts))).result, "stored");
        won.push(facts.requestId);
      }
    };
    const workers = await Promise.all(Array.from({ length: 8 }, () => openFor(t, database)));
    const won = (await Promise.all(workers.map(drain))).flat();
    assert.equal(won.length, rows);
    assert.equal(new Set(won).size, rows);
    const states = await session.run(
      "SELECT r.status, COUNT(*) AS n FROM dbo.medical_insurance_requests AS r GROUP BY r.status;",
    );
    assert.deepEqual(
      states.map((row) => ({ ...row })),
      [{ status: "COMPLETED", n: rows }],
    );
  });

  test("next goes by create_time and skips a row that is not committed", async (t) => {
    const caller = await openFor(t, database);
    await caller.run("BEGIN TRANSACTION;");
    const { id: hidden } = await caller.row(callBatch({ input: '{"hidden":1}' }));
    const newer = await newRequest();
    const older = await newRequest();
    await session.run(
      `UPDATE dbo.medical_insurance_requests SET create_time = DATEADD(HOUR, -1, create_time) WHERE request_id = ${older};`,
    );
    assert.equal((await session.row(nextBatch({ token: randomUUID() }))).request_id, older);
    assert.equal((await session.row(nextBatch({ token: randomUUID() }))).request_id, newer);
    assert.deepEqual(await session.run(nextBatch({ token: randomUUID() })), []);
    await caller.run("COMMIT TRANSACTION;");
    assert.equal((await session.row(nextBatch({ token: randomUUID() }))).request_id, hidden);
  });
});
