import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createDatabase, openFor, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch, endLeaseBatch, finishBatch, text, viewBatch } from "./statements.ts";

describe("sp_medical_insurance_call", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });

  const countRequests = async (): Promise<unknown> =>
    (await session.row("SELECT COUNT(*) AS n FROM dbo.medical_insurance_requests AS r;")).n;

  const refusedCalls: readonly (readonly [title: string, batch: string, said: string])[] = [
    ["an empty code", callBatch({ code: "" }), "@interface_code 为空"],
    ["a code with a space", callBatch({ code: "2207 " }), "不含空格"],
    ["a code with a letter inside", callBatch({ code: "22O7" }), "应为 4 位以上数字"],
    ["a code with a small letter", callBatch({ code: "1306a" }), "应为 4 位以上数字"],
    ["a code that the column would cut", callBatch({ code: "12345678901" }), "超过 10 个字符"],
    ["an input that is not JSON", callBatch({ input: '{"psn_no":' }), "@input_data 不是 JSON"],
    ["an empty input", callBatch({ input: "" }), "@input_data 为空"],
    ["an unknown mode", callBatch({ mode: "later" }), "@mode 只能是"],
    [
      "NULL for everything",
      "DECLARE @id int; EXEC dbo.sp_medical_insurance_call @interface_code = NULL, @input_data = NULL, @result_id = @id OUTPUT, @mode = NULL;",
      "@interface_code 为空；@input_data 为空；@mode 只能是",
    ],
  ];
  for (const [title, batch, said] of refusedCalls) {
    test(`${title} is refused with 51001 and stores nothing`, async () => {
      const before = await countRequests();
      const refusal = await session.refusal(batch);
      assert.equal(refusal.number, 51001);
      assert.ok(refusal.message.includes(said), refusal.message);
      assert.equal(await countRequests(), before);
    });
  }

  const storedInputs: readonly (readonly [title: string, input: string])[] = [
    ["a quote and a semicolon", `{"a":"x'; DROP TABLE dbo.t; --"}`],
    ["characters of four bytes", '{"name":"𠮷😀"}'],
    ["40,001 characters", `{"a":"${"x".repeat(39_993)}"}`],
  ];
  for (const [title, input] of storedInputs) {
    test(`an input with ${title} is stored as it came`, async () => {
      const { id } = await session.row(callBatch({ input }));
      const row = await session.row(viewBatch(Number(id)));
      assert.equal(row.input_data, input);
      assert.equal(row.result_status, "PROCESSING");
    });
  }

  test("a code that nobody knows is stored as class C", async () => {
    const { id } = await session.row(callBatch({ code: "9998" }));
    assert.equal((await session.row(viewBatch(Number(id)))).interface_class, "C");
  });

  for (const mode of ["sync", "async"]) {
    test(`${mode} inside a transaction is refused with 51002, and the caller's own work stays`, async () => {
      const work = "CREATE TABLE dbo.own_work (n int NOT NULL);";
      await session.run(work);
      await session.run("BEGIN TRANSACTION; INSERT INTO dbo.own_work (n) VALUES (1);");
      const refusal = await session.refusal(callBatch({ mode }));
      assert.equal(refusal.number, 51002);
      assert.match(refusal.message, /AutoCommit/);
      await session.run("COMMIT TRANSACTION;");
      assert.equal((await session.row("SELECT COUNT(*) AS n FROM dbo.own_work AS w;")).n, 1);
      await session.run("DROP TABLE dbo.own_work;");
    });
  }

  test("queue runs inside the caller's transaction and goes away with its rollback", async () => {
    const before = await countRequests();
    await session.run("BEGIN TRANSACTION;");
    const row = await session.row(callBatch({ mode: "queue" }));
    assert.equal(row.open_transactions, 1);
    await session.run("ROLLBACK TRANSACTION;");
    assert.equal(await countRequests(), before);
  });

  const otherSession = { code: "2207", input: '{"in another session":1}' } as const;
  const refusals: readonly (readonly [what: string, batch: string, number: number])[] = [
    ["wrong parameters", callBatch({ code: "" }), 51001],
    ["mode sync in a transaction", callBatch({ mode: "sync" }), 51002],
    ["a settlement that another session is submitting", callBatch(otherSession), 51005],
  ];
  for (const [what, batch, number] of refusals) {
    test(`the refusal of ${what} leaves the caller's transaction as it was, with XACT_ABORT on too`, async (t) => {
      const other = await openFor(t, database);
      await other.run("BEGIN TRANSACTION;");
      await other.run(callBatch(otherSession));
      const own = await openFor(t, database);
      await own.run("SET XACT_ABORT ON;");
      await own.run("BEGIN TRANSACTION;");
      const { id } = await own.row(callBatch({ mode: "queue" }));
      assert.equal((await own.refusal(batch)).number, number);
      const state = await own.row("SELECT @@TRANCOUNT AS open_transactions, XACT_STATE() AS state;");
      assert.deepEqual([state.open_transactions, state.state], [1, 1]);
      await own.run("COMMIT TRANSACTION;");
      await other.run("ROLLBACK TRANSACTION;");
      assert.equal((await session.row(viewBatch(Number(id)))).status, "PENDING");
    });
  }

  test("as the first statement under implicit transactions it leaves no transaction open", async (t) => {
    const own = await openFor(t, database);
    await own.run("SET IMPLICIT_TRANSACTIONS ON;");
    const rows = await own.run(
      `DECLARE @id int;
EXEC dbo.sp_medical_insurance_call @interface_code = '1101', @input_data = N'{"first":1}', @result_id = @id OUTPUT, @mode = 'async';
PRINT N'';
DECLARE @open int = @@TRANCOUNT;
SET IMPLICIT_TRANSACTIONS OFF;
SELECT @id AS id, @open AS open_transactions;`,
    );
    assert.equal(rows[0]?.open_transactions, 0);
    assert.equal((await session.row(viewBatch(Number(rows[0]?.id)))).status, "PENDING");
  });

  test("without xp_cmdshell async stores a row of the queue", async () => {
    const { id } = await session.row(callBatch({ mode: "async" }));
    const row = await session.row(`SELECT r.mode FROM dbo.medical_insurance_requests AS r WHERE r.request_id = ${id};`);
    assert.equal(row.mode, "queue");
  });

  test("upper case in the mode is taken", async () => {
    const { id } = await session.row(callBatch({ mode: "QUEUE" }));
    assert.equal((await session.row(viewBatch(Number(id)))).status, "PENDING");
  });

  describe("another text for the same settlement", () => {
    const settlement = (number: number, press: number): string =>
      `{"psn_no":"43010","mdtrt_id":"M${number}","chrg_bchno":"${number}","press":${press}}`;

    test("is stored as BLOCKED and names the open request", async () => {
      const { id: open } = await session.row(callBatch({ code: "2207", input: settlement(1, 1) }));
      const { id } = await session.row(callBatch({ code: "2207", input: settlement(1, 2) }));
      const row = await session.row(viewBatch(Number(id)));
      assert.equal(row.error_code, "BLOCKED");
      assert.equal(row.next_action, `同一笔业务的请求 ${open} 正在处理，请等待它的结果，请勿重复办理`);
    });

    test("of two cashiers who press at once, one is blocked by the other", async (t) => {
      const cashiers = await Promise.all(Array.from({ length: 8 }, () => openFor(t, database)));
      for (let round = 2; round <= 20; round++) {
        const rows = await Promise.all(
          cashiers.map((cashier, press) => cashier.row(callBatch({ code: "2207", input: settlement(round, press) }))),
        );
        const shown = await Promise.all(rows.map(({ id }) => session.row(viewBatch(Number(id)))));
        assert.equal(shown.filter((row) => row.status === "PENDING").length, 1, `round ${round}`);
        assert.equal(shown.filter((row) => row.error_code === "BLOCKED").length, 7, `round ${round}`);
      }
    });

    test("a replay waits for a call that is not committed, and is refused", async (t) => {
      const one = await openFor(t, database);
      const { id } = await session.row(callBatch({ code: "2207", input: settlement(30, 1) }));
      const { attempt_id } = await session.row(claimBatch(Number(id)));
      await session.run(
        finishBatch({
          requestId: Number(id),
          attemptId: Number(attempt_id),
          outcome: "NOT_SENT",
          status: "ERROR",
          errorCode: "NOT_SENT",
          response: null,
        }),
      );
      await one.run("BEGIN TRANSACTION;");
      await one.run(callBatch({ code: "2207", input: settlement(30, 2) }));
      const replayed = session.row(claimBatch(Number(id), { replay: true }));
      await one.run("COMMIT TRANSACTION;");
      assert.deepEqual({ ...(await replayed) }, { refusal: "BLOCKED" });
    });
  });

  test("a row of before the key existed is joined by its text", async () => {
    const old = { code: "2207", input: '{"psn_no":"43010","mdtrt_id":"M40","chrg_bchno":"40"}' } as const;
    const { id } = await session.row(callBatch(old));
    await session.run(`UPDATE dbo.medical_insurance_requests SET request_key = NULL WHERE request_id = ${id};`);
    assert.equal((await session.row(callBatch(old))).id, id);
  });

  describe("an identical request of class C", () => {
    const same = { code: "2207", input: '{"setl":"join"}' } as const;
    let first = 0;
    before(async () => {
      first = Number((await session.row(callBatch(same))).id);
    });
    const again = async (): Promise<number> => Number((await session.row(callBatch(same))).id);

    test("is joined while the first is pending", async () => {
      assert.equal(await again(), first);
    });
    test("is not joined when the code is another", async () => {
      assert.notEqual(Number((await session.row(callBatch({ ...same, code: "2201" }))).id), first);
    });
    test("is joined while the first is in work", async () => {
      await session.run(claimBatch(first));
      assert.equal(await again(), first);
    });
    test("is joined while the first's outcome is unknown, and the view says what to do", async () => {
      await session.run(endLeaseBatch(first));
      await session.run("EXEC dbo.sp_medical_insurance_rescue;");
      assert.equal(await again(), first);
      const row = await session.row(viewBatch(first));
      assert.equal(row.error_code, "OUTCOME_UNKNOWN");
      assert.match(String(row.next_action), /^结果未知，请勿重复办理。请用 5203 查询，核实是否已办理，入参：/);
    });
    test("is a request of its own once a person has resolved the first", async () => {
      await session.run(
        `EXEC dbo.sp_medical_insurance_resolve @request_id = ${first}, @resolution = 'did_not_happen';`,
      );
      assert.notEqual(await again(), first);
    });
    test("is never joined for class A", async () => {
      const [one, two] = [await session.row(callBatch()), await session.row(callBatch())];
      assert.notEqual(one.id, two.id);
    });
  });

  test("two cashiers who press at once get one request", async (t) => {
    const cashiers = await Promise.all(Array.from({ length: 8 }, () => openFor(t, database)));
    for (let round = 1; round <= 20; round++) {
      const batch = callBatch({ code: "2207", input: `{"round":${round}}` });
      const rows = await Promise.all(cashiers.map((cashier) => cashier.row(batch)));
      assert.equal(new Set(rows.map(({ id }) => id)).size, 1, `round ${round}: ${rows.map(({ id }) => id)}`);
    }
  });

  test("a second cashier waits for a first who has not committed, and joins", async (t) => {
    const one = await openFor(t, database);
    const two = await openFor(t, database);
    const batch = callBatch({ code: "2207", input: '{"uncommitted":1}' });
    await one.run("BEGIN TRANSACTION;");
    const { id } = await one.row(batch);
    const pressed = two.row(batch);
    await one.run("COMMIT TRANSACTION;");
    assert.equal((await pressed).id, id);
  });

  test("a Chinese text survives the way in", async () => {
    const { id } = await session.row(callBatch({ input: '{"name":"张三"}' }));
    const found = await session.run(
      `SELECT v.request_id FROM dbo.v_medical_insurance_result AS v WHERE v.input_data = ${text('{"name":"张三"}')};`,
    );
    assert.deepEqual(
      found.map(({ request_id }) => request_id),
      [id],
    );
  });
});
