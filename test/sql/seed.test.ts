import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { SECTION_1_1, SECTION_3_1, SECTION_3_2 } from "./seed-statements.ts";
import { finishBatch, nextBatch } from "./statements.ts";

describe("the original design's statements run as they are written", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  before(async () => {
    database = await createDatabase(null);
  });

  /** A worker's one round: takes the next row, whenever it comes, and stores this reply. */
  const answerNext = async (worker: TestSession, response: string): Promise<void> => {
    const token = randomUUID();
    for (;;) {
      const [row] = await worker.run(nextBatch({ token }));
      if (row === undefined) continue;
      const facts = { requestId: Number(row.request_id), attemptId: Number(row.attempt_id), token };
      await worker.run(finishBatch({ ...facts, response }));
      return;
    }
  };

  test("section 1.1: the call, and the view by result_id", async (t) => {
    const [his, worker] = [await openFor(t, database), await openFor(t, database)];
    const [rows] = await Promise.all([
      his.run(`DECLARE @result_id INT;\n${SECTION_1_1}`),
      answerNext(worker, '{"infcode":0,"output":{}}'),
    ]);
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.result_status, "SUCCESS");
    assert.equal(rows[0]?.input_data, '{"psn_no": "430123199001011234"}');
  });

  test("section 3.1: the call, the delay, the view by request_id and JSON_VALUE on the reply", async (t) => {
    const [his, worker] = [await openFor(t, database), await openFor(t, database)];
    const reply = '{"infcode":0,"output":{"baseinfo":{"psn_name":"张三","gend":"1","brdy":"1990-01-01"}}}';
    const [rows] = await Promise.all([his.run(SECTION_3_1), answerNext(worker, reply)]);
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      [
        { result_status: "SUCCESS", response_data: reply, err_msg: null },
        { patient_name: "张三", gender: "1", birthday: "1990-01-01" },
      ],
    );
  });

  test("section 3.2: the settlement", async (t) => {
    const [his, worker] = [await openFor(t, database), await openFor(t, database)];
    const [rows] = await Promise.all([his.run(SECTION_3_2), answerNext(worker, '{"infcode":"0","output":{}}')]);
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.result_status, "SUCCESS");
    assert.equal(rows[0]?.interface_class, "C");
  });
});
