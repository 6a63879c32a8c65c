import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import {
  attemptBatch,
  callBatch,
  claimBatch,
  endLeaseBatch,
  finishBatch,
  nextBatch,
  OTHER_TOKEN,
  TOKEN,
  viewBatch,
} from "./statements.ts";

describe("claim, next, attempt and finish", { skip: skipWithoutServer }, () => {
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

  /** A new request of the queue; inputs differ, so that none is joined. */
  const newRequest = async (code = "1101"): Promise<number> =>
    Number((await session.row(callBatch({ code, input: `{"n":${++count}}` }))).id);

  /** A claimed request and its attempt. */
  const claimed = async (code = "1101"): Promise<{ requestId: number; attemptId: number }> => {
    const requestId = await newRequest(code);
    const row = await session.row(claimBatch(requestId));
    return { requestId, attemptId: Number(row.attempt_id) };
  };

  test("a claim opens the first attempt and makes a msgid of 30 characters", async () => {
    const requestId = await newRequest();
    const row = await session.row(claimBatch(requestId));
    assert.equal(row.request_id, requestId);
    assert.equal(row.attempt_no, 1);
    assert.match(String(row.msgid), /^H12345678901\d{18}$/);
    const attempt = await session.row(
      `SELECT a.outcome, a.msgid, a.requested_by FROM dbo.medical_insurance_attempts AS a WHERE a.request_id = ${requestId};`,
    );
    assert.deepEqual({ ...attempt }, { outcome: "SENDING", msgid: row.msgid, requested_by: "tester" });
  });

  test("a claim whose answer was lost gives the same attempt again", async () => {
    const requestId = await newRequest();
    const first = await session.row(claimBatch(requestId));
    assert.deepEqual(await session.row(claimBatch(requestId)), first);
  });

  test("another token is refused while the row is taken", async () => {
    const { requestId } = await claimed();
    assert.deepEqual(await session.run(claimBatch(requestId, { token: OTHER_TOKEN })), [{ refusal: "TAKEN" }]);
  });

  test("a number that is not in this database is MISSING", async () => {
    assert.deepEqual(await session.run(claimBatch(2_000_000_000)), [{ refusal: "MISSING" }]);
  });

  test("a processor of another version is refused with 51010, and the row stays PENDING", async () => {
    const requestId = await newRequest();
    assert.equal((await session.refusal(claimBatch(requestId, { version: 2 }))).number, 51010);
    assert.equal((await session.refusal(nextBatch({ version: 2 }))).number, 51010);
    assert.equal((await session.row(viewBatch(requestId))).status, "PENDING");
  });

  test("a finish is stored once and answers already after that", async () => {
    const facts = await claimed();
    assert.equal((await session.row(finishBatch(facts))).result, "stored");
    assert.equal((await session.row(finishBatch({ ...facts, response: '{"infcode":1}' }))).result, "already");
    const row = await session.row(viewBatch(facts.requestId));
    assert.equal(row.response_data, '{"infcode":0}');
    assert.equal(row.result_status, "SUCCESS");
  });

  test("a finish with another token changes nothing", async () => {
    const facts = await claimed();
    assert.equal((await session.row(finishBatch({ ...facts, token: OTHER_TOKEN }))).result, "unknown");
    assert.equal((await session.row(viewBatch(facts.requestId))).status, "PROCESSING");
  });

  test("a further attempt keeps the msgid, and asked for again it is the same", async () => {
    const facts = await claimed("2207");
    const second = await session.row(attemptBatch(facts));
    assert.equal(second.attempt_no, 2);
    assert.deepEqual(await session.row(attemptBatch(facts)), second);
    const msgids = await session.run(
      `SELECT DISTINCT a.msgid FROM dbo.medical_insurance_attempts AS a WHERE a.request_id = ${facts.requestId};`,
    );
    assert.equal(msgids.length, 1);
  });

  test("past the lease no attempt is opened", async () => {
    const facts = await claimed();
    await session.run(endLeaseBatch(facts.requestId));
    assert.deepEqual(await session.run(attemptBatch(facts)), []);
  });

  for (const code of ["2203", "2207"]) {
    test(`after an unknown outcome no second attempt of ${code} is opened`, async () => {
      const facts = await claimed(code);
      assert.deepEqual(await session.run(attemptBatch({ ...facts, outcome: "UNKNOWN" })), []);
      assert.equal((await session.row(viewBatch(facts.requestId))).attempt_count, 1);
    });
  }

  test("a reply that is no JSON is kept inside one that is", async () => {
    const facts = await claimed();
    await session.run(
      finishBatch({
        ...facts,
        outcome: "UNKNOWN",
        status: "ERROR",
        errorCode: "REPLY_UNREADABLE",
        response: '<html>"网关"\\',
      }),
    );
    const row = await session.row(viewBatch(facts.requestId));
    assert.deepEqual(JSON.parse(String(row.response_data)), {
      error_code: "REPLY_UNREADABLE",
      err_msg: "",
      faults: [],
      raw: '<html>"网关"\\',
    });
  });

  test("err_msg is cut to 500 UTF-16 units and never inside a character", async (t) => {
    const { units } = await session.row("SELECT LEN(N'😀' COLLATE Latin1_General_BIN2) AS units;");
    if (units !== 2) return t.skip("this server counts characters, not UTF-16 units");
    const facts = await claimed();
    const errMsg = `${"医".repeat(499)}😀 end`;
    await session.run(finishBatch({ ...facts, status: "ERROR", outcome: "NOT_SENT", errorCode: "NOT_SENT", errMsg }));
    assert.equal((await session.row(viewBatch(facts.requestId))).err_msg, "医".repeat(499));
  });

  test("an err_msg of 900 characters is stored, cut to 500", async () => {
    const facts = await claimed();
    const errMsg = "医".repeat(900);
    await session.run(finishBatch({ ...facts, errorCode: "REFUSED", errMsg }));
    assert.equal((await session.row(viewBatch(facts.requestId))).err_msg, "医".repeat(500));
  });

  test("a replay of a settlement that may have been acted on needs a person's word", async () => {
    const facts = await claimed("2207");
    await session.run(finishBatch({ ...facts, outcome: "UNKNOWN", status: "ERROR", errorCode: "OUTCOME_UNKNOWN" }));
    assert.deepEqual(await session.run(claimBatch(facts.requestId, { token: OTHER_TOKEN })), [{ refusal: "DONE" }]);
    assert.deepEqual(await session.run(claimBatch(facts.requestId, { token: OTHER_TOKEN, replay: true })), [
      { refusal: "CONFIRM" },
    ]);
    const before = await session.row(viewBatch(facts.requestId));
    const again = await session.row(claimBatch(facts.requestId, { token: OTHER_TOKEN, replay: true, confirmed: true }));
    assert.equal(again.msgid, before.msgid);
    assert.equal(again.attempt_no, 2);
  });

  test("a replay after a reply takes a new msgid", async () => {
    const facts = await claimed("1101");
    const { msgid } = await session.row(viewBatch(facts.requestId));
    await session.run(finishBatch(facts));
    const again = await session.row(claimBatch(facts.requestId, { token: OTHER_TOKEN, replay: true }));
    assert.notEqual(again.msgid, msgid);
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

  test("8 workers drain 200 rows without a double, and every row is done", async (t) => {
    await session.run(
      "DELETE FROM dbo.medical_insurance_responses; DELETE FROM dbo.medical_insurance_attempts; DELETE FROM dbo.medical_insurance_requests;",
    );
    await session.run(`DECLARE @n int = 0, @id int, @input nvarchar(100);
WHILE @n < 200
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
    assert.equal(won.length, 200);
    assert.equal(new Set(won).size, 200);
    const states = await session.run(
      "SELECT r.status, COUNT(*) AS n FROM dbo.medical_insurance_requests AS r GROUP BY r.status;",
    );
    assert.deepEqual(
      states.map((row) => ({ ...row })),
      [{ status: "COMPLETED", n: 200 }],
    );
  });

  test("next gives the oldest row, skips one that is not committed, and takes no row of sync or async", async (t) => {
    const caller = await openFor(t, database);
    await caller.run("BEGIN TRANSACTION;");
    const { id: hidden } = await caller.row(callBatch({ input: '{"hidden":1}' }));
    const older = await newRequest();
    const newer = await newRequest();
    const sync = await newRequest();
    await session.run(`UPDATE dbo.medical_insurance_requests SET mode = 'sync' WHERE request_id = ${sync};`);
    await session.run(
      `UPDATE dbo.medical_insurance_requests SET create_time = DATEADD(SECOND, -5, create_time) WHERE request_id = ${older};`,
    );
    const first = await session.row(nextBatch({ token: TOKEN }));
    assert.equal(first.request_id, older);
    assert.equal((await session.row(nextBatch({ token: TOKEN }))).attempt_id, first.attempt_id);
    assert.equal((await session.row(nextBatch({ token: randomUUID() }))).request_id, newer);
    assert.deepEqual(await session.run(nextBatch({ token: randomUUID() })), []);
    await caller.run("COMMIT TRANSACTION;");
    assert.equal((await session.row(nextBatch({ token: randomUUID() }))).request_id, hidden);
  });
});
