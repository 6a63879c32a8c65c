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
import { SEED_TABLES } from "./seed-statements.ts";
import { callBatch, claimBatch, viewBatch } from "./statements.ts";

const CHOICES = { processorPath: null, interfaces: INTERFACES };

/** Names and texts of everything in the database; what a second installation must not change. */
const INVENTORY = `SELECT o.name, CAST(o.type AS nvarchar(128)) AS kind, m.definition, CAST(NULL AS nvarchar(128)) AS detail
FROM sys.objects AS o
LEFT JOIN sys.sql_modules AS m
    ON m.object_id = o.object_id
WHERE o.name LIKE '%medical%'
   OR o.name LIKE 'seq%'
UNION ALL
SELECT t.name, N'column', NULL, c.name
FROM sys.tables AS t
INNER JOIN sys.columns AS c
    ON c.object_id = t.object_id
WHERE t.name LIKE 'medical%'
UNION ALL
SELECT r.name, N'grant', o.name, p.permission_name
FROM sys.database_permissions AS p
INNER JOIN sys.database_principals AS r
    ON r.principal_id = p.grantee_principal_id
INNER JOIN sys.objects AS o
    ON o.object_id = p.major_id
WHERE r.name LIKE 'medical%'
ORDER BY 1, 2, 4, 3;`;

/** What a server that is no SQL Server cannot show of itself: names of indexes, rights, and texts that were adapted to it. */
const NOT_SHOWN_BY_BABELFISH = /^(missing: (index|grant)|another text)/;

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
  /** Babelfish numbers the names of defaults. */
  const inventory = async (session: TestSession) =>
    (await session.run(INVENTORY)).map((row) => ({ ...row, name: String(row.name).replace(/^(DF_.*_)\d+$/, "$1") }));
  const differences = async (database: TestDatabase, session: TestSession): Promise<readonly string[]> => {
    const { exitCode, text } = showCompared(await checkDatabase(session, INTERFACES));
    if (exitCode === 0) return [];
    return text.split("\n").filter((line) => !database.isBabelfish || !NOT_SHOWN_BY_BABELFISH.test(line));
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

  test("a second installation writes no view or procedure anew, so that the signature stays", async (t) => {
    const { database, session } = await emptyDatabase(t);
    await install(session);
    const { text } = showInstalled(await installDatabase(session, CHOICES));
    // Some texts are adapted to Babelfish, so they never equal the shipped ones there.
    assert.match(text, database.isBabelfish ? /, [1-9] unchanged/ : /: 0 views and procedures written, /);
  });

  test("over the original's tables it is an upgrade that keeps rows and column order", async (t) => {
    const { session } = await emptyDatabase(t);
    const inlineIndex = await session.runBatch("CREATE TABLE dbo.probe (n int, INDEX ix_probe (n));", 0);
    await session.run("reason" in inlineIndex ? SEED_TABLES.replace(/,\s+INDEX .*\)\n/, "\n") : SEED_TABLES);
    await session.run(`INSERT INTO medical_insurance_requests (request_id, interface_code, input_data, status, create_time)
VALUES (7, '1101', N'{"psn_no":"1"}', 'COMPLETED', GETDATE());
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
    await install(session);
    assert.deepEqual(await differences(database, session), []);
    const own = await session.run(
      "SELECT i.class FROM dbo.medical_insurance_interfaces AS i WHERE i.interface_code = '99X1';",
    );
    assert.deepEqual(
      own.map((row) => ({ ...row })),
      [{ class: "B" }],
    );
  });

  test("a newer database is left alone with 51011", async (t) => {
    const { session } = await emptyDatabase(t);
    await install(session);
    await session.run(
      "UPDATE dbo.medical_insurance_version SET version = 2; DROP VIEW dbo.v_medical_insurance_monitor;",
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
    assert.equal(showUninstalled(await uninstallDatabase(session, false)).exitCode, 0);
    assert.deepEqual(await session.run("SELECT o.name FROM sys.objects AS o WHERE o.name LIKE 'sp[_]medical%';"), []);
    await install(session);
    assert.equal((await session.row(viewBatch(Number(id)))).status, "PENDING");
    assert.equal((await session.row(callBatch())).id, Number(id) + 1);
  });

  test("uninstalling with the data leaves nothing", async (t) => {
    const { session } = await emptyDatabase(t);
    await install(session);
    assert.equal(showUninstalled(await uninstallDatabase(session, true)).exitCode, 0);
    assert.deepEqual(await session.run(INVENTORY), []);
  });

  for (const collation of ["Chinese_PRC_CS_AS", "Latin1_General_100_CS_AS_SC", "Turkish_100_CI_AS"]) {
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
