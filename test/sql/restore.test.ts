import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { createDatabase, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { callBatch, claimBatch } from "./statements.ts";

const NOT_ACCEPTED = 51011;

const script = (file: string): string => readFileSync(new URL(`../../sql/${file}`, import.meta.url), "utf8");

test("every fact that is recorded of an accepted database is compared with the current one", () => {
  const table = script("08_medical_insurance_accepted_databases.sql");
  const recorded = [...table.matchAll(/^ {8}(\w+) \w+.* (?:NOT )?NULL,$/gm)].map(([, column = ""]) => column);
  const facts = recorded.filter((column) => !column.startsWith("accepted_"));
  assert.deepEqual(facts, ["server_name", "database_name", "created_at", "database_guid", "recovery_fork_guid"]);
  const view = script("16_v_medical_insurance_current_database.sql");
  const compared = [...view.matchAll(/(?:WHERE|AND) \(?a\.(\w+) = c\.\1\b/g)].map(([, column]) => column);
  assert.deepEqual(compared, facts);
});

/** What the record of accepted databases must notice, with SQL Server's own backups. The stand-in's backups are in test/e2e. */
describe("a database that was restored, copied or renamed", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let master: TestSession;
  before(async () => {
    database = await createDatabase(null);
    master = await database.openMaster();
  });
  after(async () => {
    master.close();
    await database.drop();
  });

  /** Claims a request there; undefined: it was refused because nobody has accepted this database. */
  const claimIn = async (name: string, requestId: number): Promise<unknown> => {
    const batch = `USE ${name};\n${claimBatch(requestId)}`;
    const result = await master.runBatch(batch, 0);
    await master.run("USE master;");
    if (!("reason" in result)) return result.rows[0]?.request_id;
    assert.ok(result.reason === "call-refused" && result.number === NOT_ACCEPTED, JSON.stringify(result));
    return undefined;
  };
  const accept = (name: string): Promise<unknown> =>
    master.run(`USE ${name};\nEXEC dbo.sp_medical_insurance_accept_database;\nUSE master;`);
  const newRequest = async (): Promise<number> => {
    const session = await database.open();
    const { id } = await session.row(callBatch({ input: `{"at":"${performance.now()}"}` }));
    session.close();
    return Number(id);
  };
  const backUp = (): Promise<unknown> =>
    master.run(`BACKUP DATABASE ${database.name} TO DISK = N'${database.name}.bak' WITH INIT;`);

  test("sends nothing after a restore over itself, until it is accepted", async (t) => {
    if (database.isBabelfish) return t.skip("Babelfish has no BACKUP");
    const requestId = await newRequest();
    await backUp();
    assert.equal(await claimIn(database.name, requestId), requestId);
    await master.run(`ALTER DATABASE ${database.name} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;
RESTORE DATABASE ${database.name} FROM DISK = N'${database.name}.bak' WITH REPLACE;
ALTER DATABASE ${database.name} SET MULTI_USER;`);
    assert.equal(await claimIn(database.name, requestId), undefined);
    await accept(database.name);
    assert.equal(await claimIn(database.name, requestId), requestId);
  });

  test("sends nothing as a copy under another name, while the original goes on", async (t) => {
    if (database.isBabelfish) return t.skip("Babelfish has no BACKUP");
    const copy = `${database.name}_copy`;
    const requestId = await newRequest();
    await backUp();
    const { folder } = await master.row(
      "SELECT CAST(SERVERPROPERTY('InstanceDefaultDataPath') AS nvarchar(260)) AS folder;",
    );
    await master.run(`RESTORE DATABASE ${copy} FROM DISK = N'${database.name}.bak' WITH
    MOVE N'${database.name}' TO N'${folder}${copy}.mdf',
    MOVE N'${database.name}_log' TO N'${folder}${copy}.ldf';`);
    t.after(() => master.run(`DROP DATABASE ${copy};`));
    assert.equal(await claimIn(copy, requestId), undefined);
    assert.equal(await claimIn(database.name, requestId), requestId);
  });

  test("sends nothing after it was renamed, until it is accepted", async (t) => {
    if (database.isBabelfish) return t.skip("Babelfish has no ALTER DATABASE … MODIFY NAME");
    const renamed = `${database.name}_renamed`;
    const requestId = await newRequest();
    const rename = (from: string, to: string): Promise<unknown> =>
      master.run(`ALTER DATABASE ${from} SET SINGLE_USER WITH ROLLBACK IMMEDIATE;
ALTER DATABASE ${from} MODIFY NAME = ${to};
ALTER DATABASE ${to} SET MULTI_USER;`);
    await rename(database.name, renamed);
    t.after(() => rename(renamed, database.name));
    assert.equal(await claimIn(renamed, requestId), undefined);
    await accept(renamed);
    assert.equal(await claimIn(renamed, requestId), requestId);
  });
});
