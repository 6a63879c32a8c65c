import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch, finishBatch, nextBatch, viewBatch } from "./statements.ts";

/** 1222 for whoever waits longer for a lock: nothing here may wait for another session's transaction. */
const AT_ONCE = "SET LOCK_TIMEOUT 2000;";

const OLD_REQUESTS = 300;

/** What many sessions do to each other, without READ_COMMITTED_SNAPSHOT. A deadlock is a failure here, whoever is its victim. */
describe("sessions that meet", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });
  after(() => database.drop());
  beforeEach(() =>
    session.run(`DELETE FROM dbo.medical_insurance_responses;
DELETE FROM dbo.medical_insurance_attempts;
DELETE FROM dbo.medical_insurance_requests;`),
  );

  let count = 0;
  const newRequest = async (): Promise<number> =>
    Number((await session.row(callBatch({ code: "2207", input: `{"n":${++count}}` }))).id);
  const newRequests = async (requests: number): Promise<void> => {
    for (let number = 0; number < requests; number++) await newRequest();
  };
  const sessionsFor = (t: Parameters<typeof openFor>[0], sessions: number): Promise<TestSession[]> =>
    Promise.all(Array.from({ length: sessions }, () => openFor(t, database)));
  /** Takes and finishes what is due until there is nothing. */
  const drain = async (worker: TestSession): Promise<number> => {
    for (let finished = 0; ; finished++) {
      const token = randomUUID();
      const [row] = await worker.run(nextBatch({ token }));
      if (row === undefined) return finished;
      const facts = { requestId: Number(row.request_id), attemptId: Number(row.attempt_id), token };
      assert.equal((await worker.row(finishBatch(facts))).result, "stored");
    }
  };
  const drainTogether = async (workers: readonly TestSession[]): Promise<number> =>
    (await Promise.all(workers.map(drain))).reduce((sum, finished) => sum + finished, 0);

  test("of 8 claims and 8 nexts for one pending row one wins", async (t) => {
    const sessions = await sessionsFor(t, 16);
    for (let round = 0; round < 10; round++) {
      const requestId = await newRequest();
      const results = await Promise.all(
        sessions.map((each, index) => {
          const token = randomUUID();
          return each.run(index % 2 === 0 ? claimBatch(requestId, { token }) : nextBatch({ token }));
        }),
      );
      const rows = results.flat();
      assert.equal(rows.filter(({ attempt_id }) => attempt_id !== undefined).length, 1);
      assert.ok(rows.every(({ refusal }) => refusal === undefined || refusal === "TAKEN"));
    }
  });

  test("the monitor and HIS's view are read while 8 workers claim and finish", async (t) => {
    await newRequests(100);
    const workers = await sessionsFor(t, 8);
    const readers = await sessionsFor(t, 2);
    let isOver = false;
    const read = async (reader: TestSession): Promise<void> => {
      while (!isOver) {
        const monitor = await reader.run("SELECT m.total_requests FROM dbo.v_medical_insurance_monitor AS m;");
        assert.deepEqual(
          monitor.map(({ total_requests }) => total_requests),
          [100],
        );
        await reader.run("SELECT v.request_id, v.response_data FROM dbo.v_medical_insurance_result AS v;");
      }
    };
    const reading = Promise.all(readers.map(read));
    const finished = await drainTogether(workers).finally(() => {
      isOver = true;
    });
    await reading;
    assert.equal(finished, 100);
  });

  test("of 16 calls at the same moment one is sent while the others are held back", async (t) => {
    const sessions = await sessionsFor(t, 16);
    const look = `DECLARE @err_msg nvarchar(450);
EXEC dbo.sp_medical_insurance_hold_back @err_msg = @err_msg OUTPUT;
SELECT @err_msg AS err_msg;`;
    for (let round = 0; round < 5; round++) {
      await session.run(`UPDATE dbo.medical_insurance_outage SET unreached_count = 5, unreached_since = SYSDATETIME(),
    latest_at = SYSDATETIME(), held_since = SYSDATETIME(), probe_at = SYSDATETIME(), within_seconds = 60;`);
      const rows = await Promise.all(sessions.map((each) => each.row(look)));
      assert.equal(rows.filter(({ err_msg }) => err_msg === null).length, 1);
    }
    await session.run(
      "UPDATE dbo.medical_insurance_outage SET unreached_count = 0, held_since = NULL, probe_at = NULL;",
    );
  });

  test("a purge deletes old requests while 4 workers and HIS go on, and no other", async (t) => {
    const old = `DECLARE @n int = 0;
WHILE @n < ${OLD_REQUESTS}
BEGIN
    SET @n = @n + 1;
    INSERT INTO dbo.medical_insurance_requests (request_id, interface_code, input_data, status, create_time, update_time, mode, interface_class, input_hash, attempt_count)
    SELECT 1000000 + @n, '1101', N'{}', 'COMPLETED', DATEADD(DAY, -800, GETDATE()), DATEADD(DAY, -800, GETDATE()), 'queue', 'A', HASHBYTES('SHA2_256', N'{}'), 0;
END;`;
    await session.run(old);
    await newRequests(50);
    const [purger, caller, ...workers] = await sessionsFor(t, 6);
    assert.ok(purger !== undefined && caller !== undefined);
    const call = async (): Promise<void> => {
      for (let number = 0; number < 50; number++)
        await caller.run(callBatch({ code: "2207", input: `{"n":${++count}}` }));
    };
    const purge = "EXEC dbo.sp_medical_insurance_purge @older_than_days = 730, @batch_size = 20;";
    const [, finished] = await Promise.all([purger.run(purge), drainTogether(workers), call()]);
    const rest = await drainTogether(workers);
    // What another session held locked is left for the next purge.
    await purger.run(purge);
    assert.equal(finished + rest, 100);
    const left = await session.run(
      "SELECT r.status, COUNT(*) AS n FROM dbo.medical_insurance_requests AS r GROUP BY r.status;",
    );
    assert.deepEqual(
      left.map((row) => ({ ...row })),
      [{ status: "COMPLETED", n: 100 }],
    );
  });

  test("a row that a session holds keeps no other request waiting", async (t) => {
    if (database.isBabelfish) return t.skip("Babelfish has no lock time-out");
    const held = await newRequest();
    const [holder, other] = await sessionsFor(t, 2);
    assert.ok(holder !== undefined && other !== undefined);
    await holder.run(`BEGIN TRANSACTION;
UPDATE dbo.medical_insurance_requests SET update_time = GETDATE() WHERE request_id = ${held};`);
    const { id } = await other.row(`${AT_ONCE}${callBatch({ code: "2207", input: `{"n":${++count}}` })}`);
    assert.equal((await other.row(`${AT_ONCE}${nextBatch({ token: randomUUID() })}`)).request_id, id);
    await other.run(`${AT_ONCE}EXEC dbo.sp_medical_insurance_rescue;`);
    await other.run(`${AT_ONCE}EXEC dbo.sp_medical_insurance_purge @older_than_days = 1;`);
    assert.equal((await other.row(`${AT_ONCE}${viewBatch(Number(id))}`)).status, "PROCESSING");
    const waiting = await other.refusal(`${AT_ONCE}SELECT m.total_requests FROM dbo.v_medical_insurance_monitor AS m;`);
    assert.equal(waiting.number, 1222, "the monitor reads every row of the day: without RCSI it waits");
    await holder.run("ROLLBACK TRANSACTION;");
  });
});
