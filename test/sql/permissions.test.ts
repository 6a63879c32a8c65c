import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { installDatabase } from "../../src/installation/install.ts";
import { showInstalled } from "../../src/report/installation.ts";
import { createDatabase, INTERFACES, skipWithoutServer, type TestDatabase, type TestSession } from "../rig/server.ts";
import { attemptBatch, callBatch, claimBatch, finishBatch, nextBatch, OTHER_TOKEN, viewBatch } from "./statements.ts";

const NO_CHAINS = "this server asks for rights on what a procedure touches";

const REPORT = "EXEC dbo.sp_medical_insurance_report @minutes = 60;";
const FIELDS = "SELECT f.value FROM dbo.fn_medical_insurance_fields(1) AS f;";
const PURGES = "SELECT g.purged_by FROM dbo.medical_insurance_purges AS g;";

const ROLES = ["his", "processor", "operator", "nobody"] as const;
type Role = (typeof ROLES)[number];

describe("the three roles", { skip: skipWithoutServer }, () => {
  let database: TestDatabase;
  let administrator: TestSession;
  let hasOwnershipChains = false;
  const sessions = new Map<Role, TestSession>();
  const suffix = randomBytes(4).toString("hex");
  const password = `Aa1!${randomBytes(8).toString("hex")}`;
  const loginOf = (role: Role): string => `mi_${role}_${suffix}`;

  before(async () => {
    database = await createDatabase(null);
    administrator = await database.open();
    for (const role of ROLES) {
      const login = loginOf(role);
      await administrator.run(`CREATE LOGIN ${login} WITH PASSWORD = '${password}';`);
      await administrator.run(`CREATE USER ${login} FOR LOGIN ${login};`);
      if (role !== "nobody") await administrator.run(`ALTER ROLE medical_insurance_${role} ADD MEMBER ${login};`);
      sessions.set(role, await database.open({ user: login, password }));
    }
    hasOwnershipChains = await probeOwnershipChains();
  });

  /** SQL Server asks no right on what a procedure touches when both have the same owner. */
  const probeOwnershipChains = async (): Promise<boolean> => {
    await administrator.run("CREATE TABLE dbo.probe (n int NOT NULL);");
    await administrator.run("CREATE PROCEDURE dbo.inner_probe AS BEGIN SELECT p.n FROM dbo.probe AS p; END;");
    await administrator.run("CREATE PROCEDURE dbo.outer_probe AS BEGIN EXEC dbo.inner_probe; END;");
    await administrator.run("GRANT EXECUTE ON dbo.outer_probe TO medical_insurance_his;");
    const result = await as("his").runBatch("EXEC dbo.outer_probe;", 0);
    return !("reason" in result);
  };
  after(async () => {
    if (administrator === undefined) return;
    await database.drop();
    const server = await database.openMaster();
    // Refused while the server has not yet forgotten the login's session; then it stays behind.
    for (const role of ROLES) await server.runBatch(`DROP LOGIN ${loginOf(role)};`, 0);
    server.close();
  });

  const as = (role: Role): TestSession => {
    const session = sessions.get(role);
    assert.ok(session);
    return session;
  };

  const denied: readonly (readonly [role: Role, what: string, batch: string])[] = [
    ["his", "read the requests", "SELECT r.request_id FROM dbo.medical_insurance_requests AS r;"],
    ["his", "write the requests", "UPDATE dbo.medical_insurance_requests SET status = 'ERROR';"],
    ["his", "claim", claimBatch(1)],
    ["his", "take from the queue", nextBatch()],
    [
      "his",
      "record a launch failure",
      "EXEC dbo.sp_medical_insurance_record_launch_failure @request_id = 1, @err_msg = N'x';",
    ],
    ["his", "resolve", "EXEC dbo.sp_medical_insurance_resolve @request_id = 1, @resolution = 'happened';"],
    ["his", "show a request", "EXEC dbo.sp_medical_insurance_show @request_id = 1;"],
    ["his", "list requests", "EXEC dbo.sp_medical_insurance_list @limit = 1;"],
    ["his", "report", REPORT],
    ["his", "inspect", "EXEC dbo.sp_medical_insurance_inspect;"],
    ["his", "read who has purged", PURGES],
    ["his", "read the monitor", "SELECT m.interface_code FROM dbo.v_medical_insurance_monitor AS m;"],
    ["processor", "read the view", viewBatch(1)],
    ["processor", "read the requests", "SELECT r.request_id FROM dbo.medical_insurance_requests AS r;"],
    ["processor", "read a reply as rows", FIELDS],
    ["processor", "show a request", "EXEC dbo.sp_medical_insurance_show @request_id = 1;"],
    ["processor", "list requests", "EXEC dbo.sp_medical_insurance_list @limit = 1;"],
    ["processor", "report", REPORT],
    ["processor", "call", callBatch()],
    ["processor", "resolve", "EXEC dbo.sp_medical_insurance_resolve @request_id = 1, @resolution = 'happened';"],
    ["processor", "purge", "EXEC dbo.sp_medical_insurance_purge @older_than_days = 1;"],
    [
      "processor",
      "prepare a claim by itself",
      "DECLARE @msgid varchar(30); EXEC dbo.sp_medical_insurance_prepare_claim @version = 2, @fixmedins_code = 'H1', @msgid = @msgid OUTPUT;",
    ],
    [
      "processor",
      "open an attempt by itself",
      "EXEC dbo.sp_medical_insurance_open_attempt @request_id = 1, @requested_by = NULL, @opened_at = '2026-01-01';",
    ],
    ["processor", "accept the database", "EXEC dbo.sp_medical_insurance_accept_database;"],
    ["operator", "accept the database", "EXEC dbo.sp_medical_insurance_accept_database;"],
    ["operator", "call", callBatch()],
    ["operator", "claim", claimBatch(1)],
    ["operator", "purge", "EXEC dbo.sp_medical_insurance_purge @older_than_days = 1;"],
    ["operator", "write the requests", "UPDATE dbo.medical_insurance_requests SET resolution = 'happened';"],
    ["operator", "write who has purged", "DELETE FROM dbo.medical_insurance_purges;"],
    ["nobody", "read a reply as rows", FIELDS],
    ["nobody", "call", callBatch()],
    ["nobody", "read the view", viewBatch(1)],
  ];
  for (const [role, what, batch] of denied) {
    test(`${role} may not ${what}`, async () => {
      assert.match((await as(role).refusal(batch)).message, /permission|denied|权限/i);
    });
  }

  /** A fault of the parameters is only heard by who may execute. */
  const allowed: readonly (readonly [role: Role, batch: string, number: number])[] = [
    ["his", callBatch({ code: "" }), 51001],
    ["his", "EXEC dbo.sp_medical_insurance_wait @result_id = NULL;", 51001],
    ["processor", claimBatch(1, { leaseSeconds: 0 }), 51001],
    ["processor", nextBatch({ leaseSeconds: 0 }), 51001],
    ["processor", attemptBatch({ requestId: 1, attemptId: 1, outcome: "REPLIED" }), 51001],
    ["processor", finishBatch({ requestId: 1, attemptId: 1, status: "PENDING" }), 51001],
    ["processor", "DECLARE @due bit; EXEC dbo.sp_medical_insurance_watch @wait_ms = -1, @is_due = @due OUTPUT;", 51001],
    ["processor", "EXEC dbo.sp_medical_insurance_holds @request_id = NULL, @lease_token = NULL;", 51001],
    ["operator", "EXEC dbo.sp_medical_insurance_resolve @request_id = 1, @resolution = 'perhaps';", 51004],
    ["operator", "EXEC dbo.sp_medical_insurance_list @limit = 0;", 51001],
    ["operator", REPORT.replace("= 60", "= 0"), 51001],
  ];
  for (const [role, batch, number] of allowed) {
    test(`${role} may execute ${/EXEC dbo\.(\w+)/.exec(batch)?.[1]}`, async () => {
      assert.equal((await as(role).refusal(batch)).number, number);
    });
  }

  test("his calls, waits and reads the answer, with no right on any table", async (t) => {
    if (!hasOwnershipChains) return t.skip(NO_CHAINS);
    const { id } = await as("his").row(callBatch({ code: "2207", input: '{"his":1}' }));
    assert.equal((await as("his").row(viewBatch(Number(id)))).status, "PENDING");
    const waited = `DECLARE @code int; EXEC @code = dbo.sp_medical_insurance_wait @result_id = ${id}, @timeout_seconds = 0; SELECT @code AS code;`;
    assert.equal((await as("his").row(waited)).code, 1);
  });

  test("the processor claims and finishes with no right on any table", async (t) => {
    if (!hasOwnershipChains) return t.skip(NO_CHAINS);
    await as("his").row(callBatch({ input: '{"his":2}' }));
    const token = OTHER_TOKEN;
    const row = await as("processor").row(nextBatch({ token }));
    const facts = { requestId: Number(row.request_id), attemptId: Number(row.attempt_id), token };
    assert.equal((await as("processor").row(finishBatch(facts))).result, "stored");
    await as("processor").run("EXEC dbo.sp_medical_insurance_rescue;");
  });

  test("the operator reads the views and resolves", async (t) => {
    if (!hasOwnershipChains) return t.skip(NO_CHAINS);
    const { id } = await as("his").row(callBatch({ code: "2207", input: '{"his":3}' }));
    await as("processor").run(claimBatch(Number(id), { token: "6fa459ea-ee8a-3ca4-894e-db77e160355e" }));
    await administrator.run(
      `UPDATE dbo.medical_insurance_requests SET lease_until = DATEADD(SECOND, -1, SYSDATETIME()) WHERE request_id = ${id};`,
    );
    await as("operator").run("EXEC dbo.sp_medical_insurance_rescue;");
    await as("operator").run("SELECT m.interface_code FROM dbo.v_medical_insurance_monitor AS m;");
    await as("operator").run("SELECT e.error_code FROM dbo.v_medical_insurance_errors AS e;");
    await as("operator").run("SELECT a.lease_owner FROM dbo.v_medical_insurance_activity AS a;");
    const { request_id } = await as("operator").row(
      "SELECT u.request_id FROM dbo.v_medical_insurance_unreconciled AS u;",
    );
    assert.equal(request_id, id);
    await as("operator").run(
      `EXEC dbo.sp_medical_insurance_resolve @request_id = ${id}, @resolution = 'did_not_happen';`,
    );
    const resolved = await administrator.row(
      `SELECT r.resolved_by FROM dbo.medical_insurance_requests AS r WHERE r.request_id = ${id};`,
    );
    assert.equal(resolved.resolved_by, loginOf("operator"));
  });

  test("the operator shows, lists, reports, inspects, reads a reply as rows and who has purged", async (t) => {
    if (!hasOwnershipChains) return t.skip(NO_CHAINS);
    const { id } = await as("his").row(callBatch({ input: '{"his":4}' }));
    const shown = await as("operator").row(`EXEC dbo.sp_medical_insurance_show @request_id = ${id};`);
    assert.equal(shown.status, "PENDING");
    assert.equal((await as("operator").row("EXEC dbo.sp_medical_insurance_list @limit = 1;")).request_id, id);
    assert.ok((await as("operator").run(REPORT)).some(({ request_id }) => request_id === id));
    assert.equal((await as("operator").row("EXEC dbo.sp_medical_insurance_inspect;")).version, 2);
    assert.deepEqual(await as("operator").run(FIELDS), []);
    assert.deepEqual(await as("his").run(FIELDS), []);
    assert.deepEqual(await as("operator").run(PURGES), []);
  });

  test("his sees what another login has called only as long as nothing limits it", async (t) => {
    if (!hasOwnershipChains) return t.skip(NO_CHAINS);
    const { id: own } = await as("his").row(callBatch({ input: '{"his":5}' }));
    const { id: other } = await administrator.row(callBatch({ input: '{"his":6}' }));
    const seen = async (role: Role): Promise<readonly unknown[]> => {
      const batch = `SELECT v.request_id FROM dbo.v_medical_insurance_result AS v WHERE v.request_id IN (${own}, ${other}) ORDER BY v.request_id;`;
      return (await as(role).run(batch)).map(({ request_id }) => request_id);
    };
    const limit = (value: string): Promise<unknown> =>
      administrator.run(`UPDATE dbo.medical_insurance_version SET results_of = ${value};`);
    t.after(() => limit("NULL"));
    assert.deepEqual(await seen("his"), [own, other]);
    await limit("'login'");
    assert.deepEqual([await seen("his"), await seen("operator")], [[own], [own, other]]);
    await limit("'application'");
    assert.deepEqual(await seen("his"), [own, other]);
    await administrator.run(
      `UPDATE dbo.medical_insurance_requests SET called_from = N'another' WHERE request_id = ${own};`,
    );
    assert.deepEqual(await seen("his"), [other]);
  });

  test("a login without rights installs nothing and is told so with 51013", async () => {
    const before = await administrator.row("SELECT COUNT(*) AS n FROM sys.objects AS o;");
    const { exitCode, text } = showInstalled(
      await installDatabase(as("nobody"), { processorPath: null, orgCode: null, interfaces: INTERFACES }),
    );
    assert.equal(exitCode, 2);
    assert.match(text, /51013.*没有安装权限/);
    assert.deepEqual(await administrator.row("SELECT COUNT(*) AS n FROM sys.objects AS o;"), before);
  });

  test("a second installation keeps each role's members and rights", async () => {
    showInstalled(await installDatabase(administrator, { processorPath: null, orgCode: null, interfaces: INTERFACES }));
    for (const [role, batch, number] of allowed) assert.equal((await as(role).refusal(batch)).number, number);
  });
});
