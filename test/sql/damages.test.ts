import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, describe, test } from "node:test";
import { checkDatabase } from "../../src/installation/check.ts";
import { installDatabase } from "../../src/installation/install.ts";
import { showCompared, showInstalled } from "../../src/report/installation.ts";
import { createDatabase, INTERFACES, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";

const REQUESTS = "dbo.medical_insurance_requests";

/** A damage, the name in the line of db check that tells it, and whether an installation mends it. */
const DAMAGES: readonly (readonly [title: string, batch: string, line: RegExp, isMended: boolean])[] = [
  [
    "a wider column",
    `ALTER TABLE ${REQUESTS} ALTER COLUMN resolution_reference nvarchar(200);`,
    /^column .*resolution_reference is nvarchar\(200\) NULL instead of nvarchar\(100\) NULL$/,
    false,
  ],
  [
    "a column that is missing",
    `ALTER TABLE ${REQUESTS} DROP COLUMN resolution_note;`,
    /^missing: column .*resolution_note$/,
    true,
  ],
  [
    "a check that is missing",
    `ALTER TABLE ${REQUESTS} DROP CONSTRAINT ck_medical_insurance_requests_mode;`,
    /^missing: check .*requests_mode$/,
    true,
  ],
  [
    "a wider check",
    `ALTER TABLE dbo.medical_insurance_attempts DROP CONSTRAINT ck_medical_insurance_attempts_outcome;
ALTER TABLE dbo.medical_insurance_attempts ADD
    CONSTRAINT ck_medical_insurance_attempts_outcome CHECK (outcome IN ('SENDING', 'NOT_SENT', 'REPLIED', 'UNKNOWN', 'LOST'));`,
    /^check .*attempts_outcome is .*'LOST'.* instead of /i,
    false,
  ],
  [
    "a foreign key that is missing",
    "ALTER TABLE dbo.medical_insurance_attempts DROP CONSTRAINT fk_medical_insurance_attempts_requests;",
    /^missing: key medical_insurance_attempts FOREIGN KEY/,
    true,
  ],
  [
    "a unique key that is missing",
    "ALTER TABLE dbo.medical_insurance_attempts DROP CONSTRAINT uq_medical_insurance_attempts_attempt_no;",
    /^missing: key medical_insurance_attempts UNIQUE/,
    true,
  ],
  [
    "a table that is missing",
    "DROP TABLE dbo.medical_insurance_purges;",
    /^missing: column medical_insurance_purges\.requests$/,
    true,
  ],
  ["a sequence that is missing", "DROP SEQUENCE dbo.seq_msgid;", /^missing: sequence seq_msgid$/, true],
  ["a view that is missing", "DROP VIEW dbo.v_medical_insurance_monitor;", /^missing: v_.*monitor$/, true],
  ["a procedure that is missing", "DROP PROCEDURE dbo.sp_medical_insurance_wait;", /^missing: sp_.*_wait$/, true],
  ["a function that is missing", "DROP FUNCTION dbo.fn_medical_insurance_fields;", /^missing: fn_.*_fields$/, true],
  [
    "an interface that is missing",
    "DELETE FROM dbo.medical_insurance_interfaces WHERE interface_code = '2201';",
    /^interface 2201 differs/,
    true,
  ],
  [
    "an interface of another class",
    "UPDATE dbo.medical_insurance_interfaces SET class = 'A' WHERE interface_code = '2207';",
    /^interface 2207 differs/,
    true,
  ],
  [
    "a field's name that is missing",
    "DELETE FROM dbo.medical_insurance_fields WHERE field = N'psn_name';",
    /^interface 1101 differs/,
    true,
  ],
  ["another version", "UPDATE dbo.medical_insurance_version SET version = 1;", /^version 1 instead of 2/, true],
];

/** Babelfish does not show rights, nor the names of indexes and defaults, and does not take some changes. */
const OTHER_DAMAGES: typeof DAMAGES = [
  [
    "a default that is missing",
    `ALTER TABLE ${REQUESTS} DROP CONSTRAINT df_medical_insurance_requests_mode;`,
    /^missing: default .*\.mode$/,
    true,
  ],
  [
    "a column that takes NULL",
    "ALTER TABLE dbo.medical_insurance_interfaces ALTER COLUMN reversible bit NULL;",
    /^column medical_insurance_interfaces\.reversible is bit NULL instead of bit NOT NULL$/,
    false,
  ],
  [
    "an index that is missing",
    `DROP INDEX ix_medical_insurance_requests_msgid ON ${REQUESTS};`,
    /^missing: index .*requests_msgid$/,
    true,
  ],
  [
    "an index that is disabled",
    `ALTER INDEX ix_medical_insurance_requests_lease ON ${REQUESTS} DISABLE;`,
    /^index .*requests_lease is disabled instead of /,
    false,
  ],
  [
    "a check that is disabled",
    `ALTER TABLE ${REQUESTS} NOCHECK CONSTRAINT ck_medical_insurance_requests_interface_class;`,
    /^check .*interface_class is disabled instead of /,
    false,
  ],
  [
    "a right that is missing",
    "REVOKE EXECUTE ON dbo.sp_medical_insurance_call FROM medical_insurance_his;",
    /^missing: grant EXECUTE ON sp_medical_insurance_call TO medical_insurance_his$/,
    true,
  ],
  [
    "a right too many",
    `GRANT SELECT ON ${REQUESTS} TO medical_insurance_his;`,
    /^the role has more rights than it needs: grant SELECT ON medical_insurance_requests TO medical_insurance_his$/,
    false,
  ],
];

describe("a damaged installation", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let session: TestSession;
  before(async () => {
    database = await createDatabase(null);
    session = await database.open();
  });

  const lines = async (by: TestSession): Promise<readonly string[]> =>
    showCompared(await checkDatabase(by, INTERFACES)).text.split("\n");

  test("is told damage by damage, and a new installation mends what changes no data", async () => {
    const damages = database.isBabelfish ? DAMAGES : [...DAMAGES, ...OTHER_DAMAGES];
    const before = await lines(session);
    for (const [title, , line] of damages) assert.ok(!before.some((found) => line.test(found)), title);
    for (const [, batch] of damages) await session.run(batch);
    const damaged = await lines(session);
    for (const [title, , line] of damages)
      assert.ok(
        damaged.some((found) => line.test(found)),
        title,
      );
    const { exitCode, text } = showInstalled(
      await installDatabase(session, { processorPath: null, orgCode: null, interfaces: INTERFACES }),
    );
    assert.equal(exitCode, 0, text);
    const mended = await lines(session);
    for (const [title, , line, isMended] of damages)
      assert.equal(!mended.some((found) => line.test(found)), isMended, title);
  });

  test("is looked at by a login that may only see definitions", async (t) => {
    if (database.isBabelfish) return t.skip("Babelfish has no VIEW DEFINITION");
    const login = `mi_reader_${randomBytes(4).toString("hex")}`;
    const password = `Aa1!${randomBytes(8).toString("hex")}`;
    await session.run(`CREATE LOGIN ${login} WITH PASSWORD = '${password}';`);
    const master = await database.openMaster();
    t.after(() => master.runBatch(`DROP LOGIN ${login};`, 0));
    await session.run(`CREATE USER ${login} FOR LOGIN ${login};`);
    const reader = await database.open({ user: login, password });
    assert.match((await lines(reader)).join(), /^this login does not see what is installed/);
    await session.run(`GRANT VIEW DEFINITION TO ${login};`);
    const told = await lines(reader);
    assert.ok(told.includes("not compared: the version (this login may not read it)"), told.join("\n"));
    assert.ok(!told.some((line) => line.startsWith("missing: column")), told.join("\n"));
  });
});
