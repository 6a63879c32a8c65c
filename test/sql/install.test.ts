import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { splitBatches } from "../../src/installation/batches.ts";
import { checkDatabase } from "../../src/installation/check.ts";
import { installDatabase } from "../../src/installation/install.ts";
import { planInstallation } from "../../src/installation/plan.ts";
import { writeInstallationScript } from "../../src/installation/script.ts";
import { uninstallDatabase } from "../../src/installation/uninstall.ts";
import { showCompared, showInstalled, showUninstalled } from "../../src/report/installation.ts";
import {
  createEmptyDatabase,
  INTERFACES,
  openFor,
  skipWithoutServer,
  type TestDatabase,
  type TestSession,
} from "../rig/server.ts";
import { INVENTORY } from "./inventory.ts";
import { SEED_TABLES } from "./seed-statements.ts";
import { callBatch, claimBatch, viewBatch } from "./statements.ts";

const CHOICES = { processorPath: null, orgCode: null, interfaces: INTERFACES };

/** What a server that is no SQL Server cannot show of itself: names of indexes, rights, and texts that were adapted to it. */
const NOT_SHOWN_BY_BABELFISH =
  /^(missing: (index|grant)|missing: check \w+\.ck_medical_insurance_(requests_status|responses_response_data)$|its text differs)/;

/** Rows of the original design: number, interface, status; then the class, and what the view shows after an upgrade. */
const OLD_ROWS = [
  [1, "1101", "COMPLETED", "A", "SUCCESS", null],
  [2, "2207", "COMPLETED", "C", "SUCCESS", null],
  [3, "2207", "COMPLETED", "C", "BUSINESS_ERROR", "REFUSED"],
  [4, "2207", "COMPLETED", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [5, "1101", "COMPLETED", "A", "SYSTEM_ERROR", "ABANDONED"],
  [6, "2207", "COMPLETED", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [7, "2201", "COMPLETED", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [8, "1101", "PENDING", "A", "SYSTEM_ERROR", "ABANDONED"],
  [9, "2207", "PENDING", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [10, "2203", "PROCESSING", "B", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [11, "1101", "ERROR", "A", "SYSTEM_ERROR", "ABANDONED"],
  [12, "2207", "ERROR", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [13, "88X9", "PENDING", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
  [14, "1101", "CANCELLED", "C", "PROCESSING", null],
  [15, "2207", "COMPLETED", "C", "SYSTEM_ERROR", "OUTCOME_UNKNOWN"],
] as const;

describe("the installation", { skip: skipWithoutServer }, () => {
  const emptyDatabase = async (t: TestContext): Promise<{ database: TestDatabase; session: TestSession }> => {
    const database = await createEmptyDatabase();
    const session = await database.open();
    t.after(() => database.drop());
    return { database, session };
  };
  const install = async (session: TestSession): Promise<void> => {
    const { exitCode, text } = showInstalled(await installDatabase(session, CHOICES));
    assert.equal(exitCode, 0, text);
  };
  const uninstall = async (session: TestSession, withData: boolean): Promise<void> => {
    const { exitCode, text } = showUninstalled(await uninstallDatabase(session, withData));
    assert.equal(exitCode, 0, text);
  };
  /** Babelfish numbers the names of defaults. */
  const inventory = async (session: TestSession) =>
    (await session.run(INVENTORY)).map((row) => ({ ...row, name: String(row.name).replace(/^(DF_.*_)\d+$/, "$1") }));
  const differences = async (database: TestDatabase, session: TestSession): Promise<readonly string[]> => {
    const { exitCode, text } = showCompared(await checkDatabase(session, INTERFACES));
    if (exitCode === 0) return [];
    const [versions = "", ...lines] = text.split("\n");
    assert.match(versions, /^processor \S+ needs database objects of version \d+; installed: version \S+/);
    return lines.filter((line) => !database.isBabelfish || !NOT_SHOWN_BY_BABELFISH.test(line));
  };

  test("installed twice, nothing has changed, and the check finds nothing", async (t) => {
    const { database, session } = await emptyDatabase(t);
    await install(session);
    await session.run(callBatch());
    const before = await session.run(INVENTORY);
    const version = await session.row("SELECT v.version, v.installed_at FROM dbo.medical_insurance_version AS v;");
    await install(session);
    assert.deepEqual(await session.run(INVENTORY), before);
    assert.deepEqual(
      await session.row("SELECT v.version, v.installed_at FROM dbo.medical_insurance_version AS v;"),
      version,
    );
    assert.equal((await session.row("SELECT COUNT(*) AS n FROM dbo.medical_insurance_requests AS r;")).n, 1);
    assert.deepEqual(await differences(database, session), []);
  });

  test("a database that became another is told by the check, and a second installation does not accept it", async (t) => {
    const { database, session } = await emptyDatabase(t);
    await install(session);
    await session.run("UPDATE dbo.medical_insurance_accepted_databases SET server_name = N'SQL2';");
    await install(session);
    assert.deepEqual(await differences(database, session), [
      "this database was restored, copied, moved or renamed: nothing is sent until a DBA has run EXEC dbo.sp_medical_insurance_accept_database",
    ]);
    await session.run("EXEC dbo.sp_medical_insurance_accept_database;");
    assert.deepEqual(await differences(database, session), []);
  });

  test("of an empty database the check says one thing", async (t) => {
    const { session } = await emptyDatabase(t);
    const { exitCode, text } = showCompared(await checkDatabase(session, INTERFACES));
    assert.deepEqual([exitCode, text], [2, "not installed in this database: run `processor db install`"]);
  });

  test("forced delayed durability is told by the check", async (t) => {
    const { database, session } = await emptyDatabase(t);
    if (database.isBabelfish) return t.skip("Babelfish has no delayed durability");
    await install(session);
    await session.run("ALTER DATABASE CURRENT SET DELAYED_DURABILITY = FORCED;");
    assert.deepEqual(await differences(database, session), [
      "DELAYED_DURABILITY is FORCED: a claim that was stored can be lost in a crash, and its request sent twice; set it to ALLOWED or DISABLED",
    ]);
  });

  test("the institution's code that was given once stays when it is not given again", async (t) => {
    const { session } = await emptyDatabase(t);
    await installDatabase(session, { ...CHOICES, orgCode: "H12345678901" });
    await install(session);
    const recorded = await session.row("SELECT v.fixmedins_code FROM dbo.medical_insurance_version AS v;");
    assert.equal(recorded.fixmedins_code, "H12345678901");
  });

  test("a second installation writes no view or procedure anew, so that the signature stays", async (t) => {
    const { database, session } = await emptyDatabase(t);
    await install(session);
    const { text } = showInstalled(await installDatabase(session, CHOICES));
    // Some texts are adapted to Babelfish, so they never equal the shipped ones there.
    assert.match(text, database.isBabelfish ? /, [1-9]\d* unchanged/ : /: 0 views and procedures written, /);
  });

  test("over the original's tables it is an upgrade that keeps rows and column order", async (t) => {
    const { session } = await emptyDatabase(t);
    const inlineIndex = await session.runBatch("CREATE TABLE dbo.probe (n int, INDEX ix_probe (n));", 0);
    await session.run("reason" in inlineIndex ? SEED_TABLES.replace(/,\s+INDEX .*\)\n/, "\n") : SEED_TABLES);
    await session.run(`INSERT INTO medical_insurance_requests (request_id, interface_code, input_data, status, create_time)
VALUES (7, '2207', N'{"psn_no":"1"}', 'COMPLETED', GETDATE());
INSERT INTO medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (7, N'{"infcode":"0"}', '0', N'', GETDATE());`);
    await install(session);
    const row = await session.row(viewBatch(7));
    assert.equal(row.result_status, "SUCCESS");
    assert.equal(row.input_data, '{"psn_no":"1"}');
    assert.equal((await session.row(callBatch())).id, 8);
    assert.deepEqual(await session.run(claimBatch(7, { replay: true })), [{ refusal: "CONFIRM" }]);
    const { request_key, conflict_at } = await session.row(
      "SELECT r.request_key, r.conflict_at FROM dbo.medical_insurance_requests AS r WHERE r.request_id = 7;",
    );
    assert.deepEqual([request_key, conflict_at], [null, null]);
    const columns = await session.run(
      "SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'dbo.medical_insurance_requests') ORDER BY c.column_id;",
    );
    assert.deepEqual(
      columns.slice(0, 8).map(({ name }) => name),
      ["request_id", "interface_code", "input_data", "status", "create_time", "update_time", "mode", "interface_class"],
    );
  });

  test("over the original's rows it says of each only what is certain, and once", async (t) => {
    const { session } = await emptyDatabase(t);
    const inlineIndex = await session.runBatch("CREATE TABLE dbo.probe (n int, INDEX ix_probe (n));", 0);
    await session.run("reason" in inlineIndex ? SEED_TABLES.replace(/,\s+INDEX .*\)\n/, "\n") : SEED_TABLES);
    await session.run(`INSERT INTO medical_insurance_requests (request_id, interface_code, input_data, status, create_time)
VALUES ${OLD_ROWS.map(([id, code, status]) => `(${id}, '${code}', N'{"psn_no":"${id}"}', '${status}', '20240105')`).join(", ")};
INSERT INTO medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (1, N'{}', '0', N'', '20240105'), (2, N'{}', '0', N'', '20240105'), (3, N'{}', '-1', N'余额不足', '20240105'),
    (4, N'{}', '-1', N'SDK调用异常: Read timed out', '20240105'), (5, N'{}', '-1', N'SDK调用异常: Read timed out', '20240105'),
    (6, N'{}', '0', N'', '20240105'), (6, N'{}', '-1', N'重复结算', '20240105'), (12, N'no JSON', '', N'"系统异常"', '20240105'),
    (15, N'{}', '', N'', '20240105');`);
    const dryRun = showInstalled(await installDatabase(session, CHOICES, true));
    assert.match(dryRun.text, /^nothing was changed; version \d+ would be installed: /);
    assert.equal((await session.row("SELECT COUNT(*) AS n FROM sys.objects AS o WHERE o.name = N'seq_msgid';")).n, 0);
    const installed = showInstalled(await installDatabase(session, CHOICES));
    const lines = installed.text.split("\n").filter((line) => line.startsWith("old"));
    assert.deepEqual(
      lines.sort(),
      dryRun.text
        .split("\n")
        .filter((line) => line.startsWith("old"))
        .sort(),
    );
    assert.deepEqual(lines, [
      "old requests, CANCELLED: 1 stay as they are; this is not a status of these objects, and the view shows PROCESSING",
      "old requests, class A, COMPLETED: 1 become ABANDONED",
      "old requests, class A, ERROR: 1 become ABANDONED",
      "old requests, class A, PENDING: 1 become ABANDONED",
      "old requests, class B, PROCESSING: 1 become OUTCOME_UNKNOWN",
      "old requests, class C, COMPLETED: 1 become REFUSED",
      "old requests, class C, COMPLETED: 4 become OUTCOME_UNKNOWN",
      "old requests, class C, ERROR: 1 become OUTCOME_UNKNOWN",
      "old requests, class C, PENDING: 2 become OUTCOME_UNKNOWN",
      "old responses that are not JSON: 1 stay as they are",
    ]);
    const seen = async () =>
      (
        await session.run(
          "SELECT v.request_id, v.interface_class, v.result_status, v.error_code FROM dbo.v_medical_insurance_result AS v ORDER BY v.request_id;",
        )
      ).map((row) => Object.values(row));
    const expected = OLD_ROWS.map(([id, , , ...becomes]) => [id, ...becomes]);
    assert.deepEqual(await seen(), expected);
    const { err_msg, response_data } = await session.row(viewBatch(12));
    assert.match(String(err_msg), /^原处理程序没有留下确定的结果.*原来的说明："系统异常"$/);
    assert.equal(JSON.parse(String(response_data)).error_code, "OUTCOME_UNKNOWN");
    assert.equal((await session.row(callBatch({ code: "2207", input: '{"psn_no":"9"}' }))).id, 9);
    await session.run("EXEC dbo.sp_medical_insurance_rescue;");
    const again = showInstalled(await installDatabase(session, CHOICES)).text.split("\n");
    assert.equal(again.filter((line) => line.includes("become")).length, 0);
    assert.deepEqual(await seen(), expected);
  });

  test("while the original's processor may be at work nothing is installed", async (t) => {
    const { session } = await emptyDatabase(t);
    await session.run(SEED_TABLES.replace(/,\s+INDEX .*\)\n/, "\n"));
    await session.run(`INSERT INTO medical_insurance_requests (request_id, interface_code, input_data, status, create_time)
VALUES (1, '2207', N'{}', 'PENDING', GETDATE());`);
    const { exitCode, text } = showInstalled(await installDatabase(session, CHOICES));
    assert.equal(exitCode, 2);
    assert.match(text, /51016/);
  });

  test("an upgrade brings back what was dropped and keeps a hospital's own interface", async (t) => {
    const { database, session } = await emptyDatabase(t);
    await install(session);
    await session.run(`DROP VIEW dbo.v_medical_insurance_monitor;
UPDATE dbo.medical_insurance_interfaces SET class = 'A' WHERE interface_code = '2207';
INSERT INTO dbo.medical_insurance_interfaces (interface_code, name, class, reversible, look_with)
VALUES ('99X1', N'本院接口', 'B', 0, NULL);`);
    assert.deepEqual(await differences(database, session), [
      "missing: v_medical_insurance_monitor",
      "interface 2207 differs from this version's",
    ]);
    const { text } = showInstalled(await installDatabase(session, CHOICES));
    assert.ok(
      text.split("\n").some((line) => line.startsWith("interface 2207: class A becomes C")),
      text,
    );
    assert.deepEqual(await differences(database, session), []);
    const own = await session.run(
      "SELECT i.class FROM dbo.medical_insurance_interfaces AS i WHERE i.interface_code = '99X1';",
    );
    assert.deepEqual(
      own.map((row) => ({ ...row })),
      [{ class: "B" }],
    );
  });

  test("a database of the server's own is left alone with 51017", async (t) => {
    const { database } = await emptyDatabase(t);
    const master = await database.openMaster();
    const { exitCode, text } = showInstalled(await installDatabase(master, CHOICES));
    assert.equal(exitCode, 2);
    assert.match(text, /51017/);
    assert.deepEqual(
      await master.run("SELECT t.name FROM sys.tables AS t WHERE t.name LIKE 'medical[_]insurance%';"),
      [],
    );
  });

  test("a newer database is left alone with 51011", async (t) => {
    const { session } = await emptyDatabase(t);
    await install(session);
    await session.run(
      "UPDATE dbo.medical_insurance_version SET version = 3; DROP VIEW dbo.v_medical_insurance_monitor;",
    );
    const before = await session.run(INVENTORY);
    const { exitCode, text } = showInstalled(await installDatabase(session, CHOICES));
    assert.equal(exitCode, 2);
    assert.match(text, /51011.*比安装程序新/);
    assert.deepEqual(await session.run(INVENTORY), before);
  });

  test("an installation that fails in the middle leaves nothing behind", async (t) => {
    const { session } = await emptyDatabase(t);
    await session.run("CREATE TABLE dbo.v_medical_insurance_result (n int NOT NULL);");
    const { exitCode, text } = showInstalled(await installDatabase(session, CHOICES));
    assert.equal(exitCode, 2);
    assert.match(text, /^20_v_medical_insurance_result\.sql: nothing was changed: /);
    const left = await session.run("SELECT t.name FROM sys.tables AS t WHERE t.name LIKE '%medical%';");
    assert.deepEqual(
      left.map(({ name }) => name),
      ["v_medical_insurance_result"],
    );
    assert.equal((await session.row("SELECT @@TRANCOUNT AS open_transactions;")).open_transactions, 0);
  });

  test("two installations at once both end well", async (t) => {
    const { database, session } = await emptyDatabase(t);
    const [one, two] = [await openFor(t, database), await openFor(t, database)];
    await Promise.all([install(one), install(two)]);
    assert.deepEqual(await differences(database, session), []);
  });

  test("the script for sqlcmd leaves the same objects", async (t) => {
    const byVerb = await emptyDatabase(t);
    await install(byVerb.session);
    const byScript = await emptyDatabase(t);
    const noexec = await byScript.session.runBatch("SET NOEXEC OFF;", 0);
    if ("reason" in noexec) t.diagnostic("this server has no SET NOEXEC: the guards between the batches are left out");
    for (const batch of splitBatches(writeInstallationScript(planInstallation(CHOICES)).replace("\uFEFF", ""))) {
      if ("reason" in noexec && /NOEXEC|NUMERIC_ROUNDABORT/.test(batch)) continue;
      await byScript.session.run(batch);
    }
    assert.deepEqual(await inventory(byScript.session), await inventory(byVerb.session));
  });

  test("the script stops at its first error and takes everything back", async (t) => {
    const { session } = await emptyDatabase(t);
    const noexec = await session.runBatch("SET NOEXEC OFF;", 0);
    if ("reason" in noexec) return t.skip("this server has no SET NOEXEC");
    await session.run("CREATE TABLE dbo.v_medical_insurance_result (n int NOT NULL);");
    for (const batch of splitBatches(writeInstallationScript(planInstallation(CHOICES)).replace("\uFEFF", ""))) {
      await session.runBatch(batch, 0);
    }
    const left = await session.run("SELECT t.name FROM sys.tables AS t WHERE t.name LIKE '%medical%';");
    assert.deepEqual(
      left.map(({ name }) => name),
      ["v_medical_insurance_result"],
    );
  });

  test("uninstalling keeps the data, and a new installation goes on with it", async (t) => {
    const { session } = await emptyDatabase(t);
    await install(session);
    const { id } = await session.row(callBatch());
    await uninstall(session, false);
    assert.deepEqual(await session.run("SELECT o.name FROM sys.objects AS o WHERE o.name LIKE 'sp[_]medical%';"), []);
    await install(session);
    assert.equal((await session.row(viewBatch(Number(id)))).status, "PENDING");
    assert.equal((await session.row(callBatch())).id, Number(id) + 1);
  });

  test("uninstalling with the data leaves nothing", async (t) => {
    const { session } = await emptyDatabase(t);
    await install(session);
    await uninstall(session, true);
    assert.deepEqual(await session.run(INVENTORY), []);
  });

  for (const collation of [
    "Chinese_PRC_CI_AS",
    "Chinese_PRC_CS_AS",
    "Chinese_Simplified_Pinyin_100_CI_AS_SC_UTF8",
    "Latin1_General_100_CS_AS_SC",
    "Turkish_100_CI_AS",
  ]) {
    test(`the collation ${collation} takes the installation and a call`, async (t) => {
      const database = await createEmptyDatabase(`COLLATE ${collation}`).catch(() => null);
      if (database === null) return t.skip(`this server makes no database with ${collation}`);
      t.after(() => database.drop());
      const session = await openFor(t, database);
      await install(session);
      const { id } = await session.row(callBatch({ code: "2207", input: '{"name":"张三"}' }));
      await session.run(claimBatch(Number(id)));
      assert.equal((await session.row(viewBatch(Number(id)))).input_data, '{"name":"张三"}');
      assert.deepEqual(await differences(database, session), []);
    });
  }
});
