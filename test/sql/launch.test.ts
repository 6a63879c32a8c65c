import assert from "node:assert/strict";
import { before, beforeEach, describe, type TestContext, test } from "node:test";
import { installDatabase } from "../../src/installation/install.ts";
import { checkServerPart, type ServerDifference } from "../../src/installation/server-check.ts";
import { showInstalled } from "../../src/report/installation.ts";
import {
  createDatabase,
  INTERFACES,
  openFor,
  skipWithoutServer,
  type TestDatabase,
  type TestSession,
} from "../rig/server.ts";
import { callBatch, viewBatch } from "./statements.ts";

/** On every Windows: it takes the request's number for a file to look for, says one line and ends with 1. */
const FOREIGN_PROGRAM = "C:\\Windows\\System32\\where.exe";

/** Where the server has a processor of its own with a configuration for this database. */
const INSTALLED_PROCESSOR = process.env.MSSQL_PROCESSOR;

describe("sync and async start the processor", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  before(async () => {
    database = await createDatabase(FOREIGN_PROGRAM);
    session = await database.open();
  });

  test("a processor that did not run is LAUNCH_FAILED, with its number, its reason and one result set", async () => {
    const rows = await session.run(callBatch({ mode: "sync", input: '{"sync":1}' }));
    assert.equal(rows.length, 1);
    assert.deepEqual(
      rows.map(({ open_transactions }) => open_transactions),
      [0],
    );
    const row = await session.row(viewBatch(Number(rows[0]?.id)));
    assert.equal(row.error_code, "LAUNCH_FAILED");
    assert.equal(row.result_status, "SYSTEM_ERROR");
    assert.match(
      String(row.err_msg),
      /^医保处理程序没有运行，请求未发送，可以重新办理。原因：(返回值非零，输出：.+|SQL Server 错误 \d+：.+)/,
    );
    assert.deepEqual(JSON.parse(String(row.response_data)), {
      error_code: "LAUNCH_FAILED",
      err_msg: row.err_msg,
      faults: [],
    });
  });

  test("as the first statement under implicit transactions sync ends with no transaction open", async (t) => {
    const own = await openFor(t, database);
    await own.run("SET IMPLICIT_TRANSACTIONS ON;");
    const row = await own.row(`DECLARE @id int;
EXEC dbo.sp_medical_insurance_call @interface_code = '1101', @input_data = N'{"first":1}', @result_id = @id OUTPUT;
DECLARE @open int = @@TRANCOUNT;
SET IMPLICIT_TRANSACTIONS OFF;
SELECT @id AS id, @open AS open_transactions;`);
    assert.equal(row.open_transactions, 0);
    assert.equal((await session.row(viewBatch(Number(row.id)))).error_code, "LAUNCH_FAILED");
  });

  test("a settlement that was never launched is not joined", async () => {
    const facts = { mode: "sync", code: "2207", input: '{"setl":1}' };
    const first = await session.row(callBatch(facts));
    assert.notEqual((await session.row(callBatch(facts))).id, first.id);
  });

  test("a server that does not know the certificate gets its public part, and the procedure keeps its signature", async (t) => {
    if (database.isBabelfish) return t.skip("Babelfish has no certificates");
    const signature = `SELECT CONVERT(nvarchar(64), s.thumbprint, 2) AS thumbprint
FROM sys.crypt_properties AS s
WHERE s.major_id = OBJECT_ID(N'dbo.sp_medical_insurance_call');`;
    const serverDifferences = async (): Promise<readonly ServerDifference[]> => {
      const found = await checkServerPart(session);
      if ("reason" in found) throw new Error(found.cause);
      return found;
    };
    const before = await session.row(signature);
    const name = `medical_insurance_call_${database.name}`;
    const master = await database.openMaster();
    await master.run(`DROP USER ${name}; DROP CERTIFICATE ${name};`);
    assert.ok((await serverDifferences()).includes("certificate-may-not-launch"));
    const choices = { processorPath: FOREIGN_PROGRAM, orgCode: null, interfaces: INTERFACES };
    assert.equal(showInstalled(await installDatabase(session, choices)).exitCode, 0);
    assert.deepEqual(await session.row(signature), before);
    assert.ok(!(await serverDifferences()).includes("certificate-may-not-launch"));
  });

  test("the whole call through xp_cmdshell ends in a final state that the processor wrote", async (t) => {
    const shell = await session.runBatch("EXEC master.sys.xp_cmdshell 'exit 0', no_output;", 0);
    if ("reason" in shell) return t.skip(`this server has no xp_cmdshell: ${shell.cause}`);
    if (INSTALLED_PROCESSOR === undefined) return t.skip("MSSQL_PROCESSOR names no processor on the server");
    const own = await createDatabase(INSTALLED_PROCESSOR);
    t.after(() => own.drop());
    const his = await own.open();
    const { id } = await his.row(callBatch({ mode: "sync", code: "1101", input: '{"psn_no": "430123199001011234"}' }));
    const row = await his.row(viewBatch(Number(id)));
    assert.ok(["COMPLETED", "ERROR"].includes(String(row.status)));
    assert.notEqual(row.error_code, "LAUNCH_FAILED");
  });

  describe("with a procedure of the test in the place of xp_cmdshell", () => {
    const unlessStandIn = (t: TestContext): boolean => {
      if (!database.isBabelfish) t.skip("this server keeps its own xp_cmdshell");
      return database.isBabelfish;
    };
    /** The next launches do this and end with this code. */
    const launch = async (code: number, body: string): Promise<void> => {
      await session.run(`UPDATE dbo.exit_for_test SET code = ${code}; DROP PROCEDURE IF EXISTS dbo.launch_for_test;`);
      await session.run(`CREATE PROCEDURE dbo.launch_for_test @command nvarchar(400) AS\nBEGIN\n${body}\nEND;`);
    };
    beforeEach(() =>
      session.run("DELETE FROM dbo.medical_insurance_responses; DELETE FROM dbo.medical_insurance_requests;"),
    );

    test("the command is the quoted path and the number, and the line is quoted", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(1, "SELECT @command AS line;");
      const { id } = await session.row(callBatch({ mode: "sync" }));
      const row = await session.row(viewBatch(Number(id)));
      assert.match(
        String(row.err_msg),
        new RegExp(`返回值非零，输出："C:\\\\Windows\\\\System32\\\\where\\.exe" ${id}$`),
      );
      assert.equal(JSON.parse(String(row.response_data)).err_msg, row.err_msg);
    });

    test("an end with zero that left the row pending is LAUNCH_FAILED as well", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(0, "SELECT CAST(NULL AS nvarchar(255)) AS line;");
      const { id } = await session.row(callBatch({ mode: "sync" }));
      assert.match(String((await session.row(viewBatch(Number(id)))).err_msg), /返回值为零，输出：（无）$/);
    });

    test("what the processor wrote stays", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(0, "UPDATE dbo.medical_insurance_requests SET status = 'COMPLETED'; SELECT N'done' AS line;");
      const { id } = await session.row(callBatch({ mode: "sync" }));
      assert.equal((await session.row(viewBatch(Number(id)))).result_status, "SUCCESS");
    });

    test("a processor that died at work leaves the row to rescue", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(
        1,
        `UPDATE dbo.medical_insurance_requests
SET status = 'PROCESSING', lease_until = DATEADD(SECOND, 30, SYSDATETIME());
SELECT N'killed' AS line;`,
      );
      const { id } = await session.row(callBatch({ mode: "sync", code: "2207" }));
      assert.equal((await session.row(viewBatch(Number(id)))).result_status, "PROCESSING");
    });

    test("an error of xp_cmdshell is written to the row and not raised", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(1, "THROW 51999, N'xp_cmdshell is off', 1;");
      const { id, open_transactions } = await session.row(callBatch({ mode: "sync" }));
      assert.equal(open_transactions, 0);
      const row = await session.row(viewBatch(Number(id)));
      assert.equal(row.error_code, "LAUNCH_FAILED");
      assert.match(String(row.err_msg), /SQL Server 错误 51999：xp_cmdshell is off$/);
    });

    test("after async's start has ended with zero the row waits for its processor", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(0, "SELECT @command AS line;");
      const { id } = await session.row(callBatch({ mode: "async" }));
      assert.equal((await session.row(viewBatch(Number(id)))).status, "PENDING");
    });

    test("async whose start fails is LAUNCH_FAILED at once", async (t) => {
      if (!unlessStandIn(t)) return;
      await launch(1, "SELECT @command AS line;");
      const { id } = await session.row(callBatch({ mode: "async" }));
      const row = await session.row(viewBatch(Number(id)));
      assert.match(String(row.err_msg), new RegExp(`where\\.exe" start ${id}$`));
    });
  });
});
