import assert from "node:assert/strict";
import { before, test } from "node:test";
import { TYPES } from "tedious";
import type { Row } from "../../rig/client.ts";
import { call, errorNumberOf, resolve } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken, unknownOutcome } from "./given.ts";

/** No other behaviour uses it: what is selected by it is known. */
const code = "9951";

/** The requests of the code, in the order in which they were made. */
const names = ["waiting", "claimed", "good", "refused", "unsent", "unknown"] as const;
type Name = (typeof names)[number];

export function selecting(given: Given): void {
  let ids: Readonly<Record<Name, number>>;
  before(async () => {
    const { client } = given();
    ids = {
      waiting: await call(client, { code, input: newInput() }),
      claimed: (await taken(client, { code })).requestId,
      good: (await finished(client, code)).requestId,
      refused: (await finished(client, code, { errorCode: "REFUSED", infcode: "-1", errMsg: "参保状态异常" }))
        .requestId,
      unsent: (await finished(client, code, { ...notSent, errMsg: "连接被拒绝[50%]" })).requestId,
      unknown: (await finished(client, code, unknownOutcome)).requestId,
    };
  });

  const nameOf = (id: unknown): unknown => names.find((name) => ids[name] === id) ?? id;
  const found = (rows: readonly Row[]): readonly unknown[] => rows.map(({ request_id }) => nameOf(request_id));

  for (const [where, expected] of [
    ["status = 'ERROR'", ["unsent", "unknown"]],
    ["status <> 'ERROR' AND status != 'PENDING'", ["claimed", "good", "refused"]],
    ["status IN ('PENDING', 'PROCESSING')", ["waiting", "claimed"]],
    ["status NOT IN ('PENDING', 'PROCESSING')", ["good", "refused", "unsent", "unknown"]],
    ["error_code NOT IN ('REFUSED', NULL)", []],
    ["error_code IS NULL AND infcode IS NOT NULL", ["good"]],
    ["error_code = NULL OR NOT (error_code <> NULL)", []],
    ["status = 'PENDING' OR status = 'ERROR' AND error_code = 'NOT_SENT'", ["waiting", "unsent"]],
    ["(status = 'PENDING' OR status = 'ERROR') AND error_code = 'NOT_SENT'", ["unsent"]],
    ["NOT (status = 'PENDING' OR status = 'ERROR')", ["claimed", "good", "refused"]],
    ["err_msg LIKE N'%状态%'", ["refused"]],
    ["err_msg NOT LIKE N'%状态%'", ["unsent"]],
    ["err_msg LIKE N'_接%' OR err_msg LIKE N'%[[]50[%]_'", ["unsent"]],
    ["err_msg LIKE N'%0!%]' ESCAPE '!'", ["unsent"]],
    ["error_code LIKE '[^NO]%'", ["refused"]],
    ["infcode < 0", ["refused"]],
    ["infcode BETWEEN '0' AND '1'", ["good"]],
    ["attempt_count = 0", ["waiting"]],
    [
      "attempt_count >= 1.0 AND attempt_count <= 1 AND attempt_count < 2 AND 0 < attempt_count AND infcode > -1",
      ["good"],
    ],
    ["r.status = 'PENDING '", ["waiting"]],
    ["request_time < '2001-01-01'", []],
    [
      "request_time > '20010101' AND response_time >= CAST('2001-01-01T00:00:00' AS datetime2(3)) AND infcode = '0'",
      ["good"],
    ],
    ["request_time >= DATEADD(HOUR, -1, GETDATE()) AND request_time <= DATEADD(MINUTE, 1, SYSDATETIME())", names],
    ["request_time >= DATEADD(mi, 2, CURRENT_TIMESTAMP) OR request_time < DATEADD(year, -1, SYSUTCDATETIME())", []],
    ["request_time >= DATEADD(DAY, -1, CAST(GETDATE() AS date)) AND status = 'PENDING'", ["waiting"]],
  ] as const) {
    test(`the result view WHERE ${where}`, async () => {
      const sql = `SELECT r.request_id FROM dbo.v_medical_insurance_result AS r WHERE r.interface_code = '${code}' AND (${where}) ORDER BY r.request_id`;
      assert.deepEqual(found(await given().client.batch(sql)), expected);
    });
  }

  for (const [sql, expected] of [
    ["SELECT TOP (2) request_id FROM r ORDER BY request_id DESC", ["unknown", "unsent"]],
    ["SELECT TOP 1 r.request_id, status FROM r ORDER BY 2 DESC, r.request_id ASC", ["claimed"]],
    ["SELECT TOP 1 request_id, error_code AS cause FROM r ORDER BY cause DESC", ["refused"]],
    ["SELECT TOP (1) request_id FROM r ORDER BY error_code, request_id DESC", ["good"]],
  ] as const) {
    test(`${sql}`, async () => {
      const rows = await given().client.batch(
        sql.replace(" r ", ` v_medical_insurance_result r WHERE interface_code = '${code}' `),
      );
      assert.deepEqual(found(rows), expected);
    });
  }

  test("counts, least and greatest, of all rows and of groups", async () => {
    const { client } = given();
    const from = `FROM v_medical_insurance_result AS r WITH (NOLOCK) WHERE r.interface_code = '${code}'`;
    assert.deepEqual(
      await client.batch(`SELECT COUNT(*) AS n, COUNT(r.error_code) AS codes, MIN(r.error_code) AS least ${from}`),
      [{ n: 6, codes: 3, least: "NOT_SENT" }],
    );
    assert.deepEqual(await client.batch(`SELECT MAX(r.request_id) AS newest ${from} AND r.status = 'none'`), [
      { newest: null },
    ]);
    assert.deepEqual(
      await client.batch(
        `SELECT TOP (2) r.status, COUNT(*) AS n ${from} GROUP BY r.status ORDER BY COUNT(*) DESC, r.status`,
      ),
      [
        { status: "COMPLETED", n: 2 },
        { status: "ERROR", n: 2 },
      ],
    );
  });

  test("values of variables, by name and of any type", async () => {
    const { client } = given();
    const { rows } = await client.text(
      `SELECT TOP (@most) request_id FROM v_medical_insurance_result
       WHERE interface_code = @code AND request_time > @since AND err_msg LIKE @like ORDER BY request_id`,
      {
        most: [TYPES.Int, 1],
        code: [TYPES.VarChar, code],
        since: [TYPES.DateTime2, new Date(2001, 0, 1)],
        like: [TYPES.NVarChar, "%状态%"],
      },
    );
    assert.deepEqual(found(rows), ["refused"]);
    const declared = `DECLARE @day date = '2026-02-28', @sure bit = 1; SELECT @day AS day, @sure AS sure, N'张三' AS name, 7 AS n`;
    assert.deepEqual(await client.batch(declared), [{ day: new Date(2026, 1, 28), sure: true, name: "张三", n: 7 }]);
    assert.deepEqual(await client.batch("SELECT DATEADD(month, 1, CAST('2026-01-31 10:00' AS datetime2(3))) AS due"), [
      { due: new Date(2026, 1, 28, 10) },
    ]);
  });

  test("the unreconciled view, the activity, the errors and the monitor of one interface", async () => {
    const { client } = given();
    const of = async (sql: string): Promise<Row> => {
      const [row, ...others] = await client.batch(`${sql} AND interface_code = '${code}'`);
      assert.ok(row !== undefined && others.length === 0);
      return row;
    };
    const unknown = await of("SELECT * FROM v_medical_insurance_unreconciled WHERE reason = 'OUTCOME_UNKNOWN'");
    assert.equal(nameOf(unknown.request_id), "unknown");
    const { request_time, open_seconds, lease_seconds_left, lease_until, due_at, ...claimed } = await of(
      "SELECT * FROM v_medical_insurance_activity WHERE lease_owner = N'host 1 pid 1'",
    );
    assert.deepEqual(claimed, {
      request_id: ids.claimed,
      interface_code: code,
      interface_name: null,
      interface_class: "C",
      status: "PROCESSING",
      mode: "queue",
      attempt_count: 1,
      lease_owner: "host 1 pid 1",
    });
    assert.ok(request_time instanceof Date && lease_until instanceof Date && due_at instanceof Date);
    assert.ok(Number(open_seconds) < 60 && Number(lease_seconds_left) > 15 && Number(lease_seconds_left) <= 75);
    const { last_time, ...refused } = await of("SELECT * FROM v_medical_insurance_errors WHERE error_code = 'REFUSED'");
    assert.ok(last_time instanceof Date);
    assert.deepEqual(refused, {
      interface_code: code,
      error_code: "REFUSED",
      last_5_minutes_count: 1,
      last_24_hours_count: 1,
      last_request_id: ids.refused,
    });
    const monitor = await of("SELECT * FROM v_medical_insurance_monitor WHERE total_requests > 0");
    const { avg_response_time_seconds, p95_response_time_seconds, oldest_pending_seconds, ...figures } = monitor;
    assert.deepEqual(
      Object.entries(figures).filter(([name]) => name !== "last_success_time"),
      [
        ["interface_code", code],
        ["total_requests", 6],
        ["success_count", 1],
        ["business_error_count", 1],
        ["system_error_count", 2],
        ["unknown_count", 1],
        ["pending_count", 1],
        ["stuck_count", 0],
        ["last_5_minutes_requests", 6],
        ["last_5_minutes_success_count", 1],
      ],
    );
    const times = [avg_response_time_seconds, p95_response_time_seconds, oldest_pending_seconds];
    assert.ok(
      times.every((time) => typeof time === "number" && time >= 0 && time < 60),
      String(times),
    );
  });

  test("the tables, as a DBA reads them", async () => {
    const { client } = given();
    const [request] = await client.batch(
      `SELECT status, mode, called_from, input_hash FROM dbo.medical_insurance_requests WHERE request_id = ${ids.good}`,
    );
    assert.ok(Buffer.isBuffer(request?.input_hash) && request.input_hash.length === 32);
    assert.deepEqual([request.status, request.mode, typeof request.called_from], ["COMPLETED", "queue", "string"]);
    const attempts = `SELECT a.outcome, a.request_body FROM medical_insurance_attempts AS a WHERE a.request_id = ${ids.unknown}`;
    assert.deepEqual(await client.batch(attempts), [{ outcome: "UNKNOWN", request_body: '{"infno":"9901"}' }]);
    const responses = `SELECT p.infcode FROM medical_insurance_responses AS p WHERE p.request_id = ${ids.refused}`;
    assert.deepEqual(await client.batch(responses), [{ infcode: "-1" }]);
    const labels =
      "SELECT f.label FROM dbo.medical_insurance_fields AS f WHERE f.interface_code = '9901' AND f.field = N'balc'";
    assert.deepEqual(await client.batch(labels), [{ label: "余额" }]);
    const interfaces =
      "SELECT i.class, i.reversible FROM medical_insurance_interfaces AS i WHERE i.interface_code = '9903'";
    assert.deepEqual(await client.batch(interfaces), [{ class: "C", reversible: true }]);
    assert.deepEqual(await client.batch("SELECT v.version, v.results_of FROM dbo.medical_insurance_version AS v"), [
      { version: 2, results_of: null },
    ]);
  });

  test("what a DBA alone may see: limits, this database, what is open, replies and what is to be recorded", async () => {
    const { client } = given();
    const [limits] = await client.batch("SELECT * FROM dbo.v_medical_insurance_time_limits");
    assert.deepEqual(Object.values(limits ?? {}), [45, 30, 60, 10, 300, 10]);
    const current = "SELECT c.is_accepted, c.delayed_durability FROM dbo.v_medical_insurance_current_database AS c";
    assert.deepEqual(await client.batch(current), [{ is_accepted: 1, delayed_durability: 0 }]);
    const where = `request_id >= ${ids.waiting} AND request_id <= ${ids.unknown}`;
    const unsettled = await client.batch(
      `SELECT request_id FROM v_medical_insurance_unsettled WHERE ${where} AND interface_code = '${code}' ORDER BY request_id`,
    );
    assert.deepEqual(found(unsettled), ["waiting", "claimed", "unknown"]);
    const replies = `SELECT request_id, reply FROM v_medical_insurance_replies WHERE request_id = ${ids.refused}`;
    assert.deepEqual(await client.batch(replies), [{ request_id: ids.refused, reply: "REFUSED" }]);
    const unrecorded = `SELECT request_id, reason FROM v_medical_insurance_unrecorded WHERE request_id = ${ids.unknown}`;
    assert.deepEqual(await client.batch(unrecorded), [{ request_id: ids.unknown, reason: "OUTCOME_UNKNOWN" }]);
  });

  for (const [sql, number] of [
    ["SELECT password FROM v_medical_insurance_result", 207],
    ["SELECT request_id FROM v_medical_insurance_result WHERE pasword = 1", 207],
    ["SELECT request_id FROM v_medical_insurance_result ORDER BY pasword", 207],
    ["SELECT r.request_id FROM v_medical_insurance_result", 4104],
    ["SELECT request_id FROM v_medical_insurance_result WHERE x.status = 'ERROR'", 4104],
    ["SELECT r.* FROM v_medical_insurance_result AS v", 107],
    ["SELECT * FROM v_medical_insurance_results", 208],
    ["SELECT * FROM fn_medical_insurance_fields", 208],
    ["SELECT *", 263],
    ["SELECT * FROM v_medical_insurance_result WHERE request_id = 'x'", 245],
    ["SELECT * FROM v_medical_insurance_result WHERE status = 5", 245],
    ["SELECT * FROM v_medical_insurance_result WHERE request_time > 'yesterday'", 241],
    ["SELECT * FROM v_medical_insurance_result WHERE request_id = @none", 137],
    ["SELECT status, COUNT(*) FROM v_medical_insurance_result", 8120],
    ["SELECT request_id FROM v_medical_insurance_result ORDER BY 2", 108],
    ["DECLARE @n int = -1; SELECT TOP (@n) request_id FROM v_medical_insurance_result", 127],
    ["SELECT * FROM v_medical_insurance_result WHERE", 102],
    ["SELECT * FROM v_medical_insurance_result WHERE status == 'ERROR'", 102],
    ["SELECT * FROM v_medical_insurance_result WHERE status = 'ERROR' && 1 = 1", 102],
    ["SELECT * FROM v_medical_insurance_result LIMIT 5", 102],
    ["SELECT request_id status error_code FROM v_medical_insurance_result", 102],
  ] as const) {
    test(`${sql} is refused with ${number}`, async () => {
      assert.equal(await errorNumberOf(given().client.batch(sql)), number);
    });
  }

  test("purge deletes what is old and settled, and leaves its line", async () => {
    const { server, client } = given();
    const settled = (await finished(client, code)).requestId;
    const resolved = (await finished(client, code, unknownOutcome)).requestId;
    await resolve(client, resolved, "happened");
    for (const id of [...Object.values(ids), settled, resolved]) await server.makeDaysOld(id, 31);
    const purge = async (status: string | null): Promise<unknown> => {
      const { outputs } = await client.execute("sp_medical_insurance_purge", {
        older_than_days: [TYPES.Int, 30],
        status: [TYPES.VarChar, status],
        purged: [TYPES.Int],
      });
      return outputs.purged;
    };
    const left = async (): Promise<readonly unknown[]> =>
      found(
        await client.batch(
          `SELECT request_id FROM v_medical_insurance_result WHERE interface_code = '${code}' ORDER BY request_id`,
        ),
      );
    assert.equal(await purge("COMPLETED"), 3);
    assert.deepEqual(await left(), ["waiting", "claimed", "unsent", "unknown", resolved]);
    assert.equal(await purge(null), 2);
    assert.deepEqual(await left(), ["waiting", "claimed", "unknown"]);
    assert.deepEqual(await server.attempts(ids.good), []);
    const [last] = await client.batch(
      "SELECT TOP (1) g.status, g.requests, g.ended_at FROM dbo.medical_insurance_purges AS g ORDER BY g.purge_id DESC",
    );
    assert.ok(last?.ended_at instanceof Date);
    assert.deepEqual([last.status, last.requests], [null, 2]);
  });

  for (const parameters of ["0", "30, 'PENDING'", "30, NULL, 1001", "NULL"]) {
    test(`purge refuses ${parameters} with 51001`, async () => {
      const sql = `EXEC dbo.sp_medical_insurance_purge ${parameters}`;
      assert.equal(await errorNumberOf(given().client.batch(sql)), 51001);
    });
  }

  test("purge refuses an open transaction with 51002", async () => {
    const client = await given().server.connect();
    await client.begin();
    const sql = "EXEC sp_medical_insurance_purge @older_than_days = 30";
    assert.equal(await errorNumberOf(client.batch(sql)), 51002);
  });

  test("a login of HIS may call, wait and read results, and nothing else", async () => {
    const his = await given().server.connectAsHis("HIS");
    const id = await call(his, { code: "9952", input: newInput() });
    const own = `SELECT request_id FROM v_medical_insurance_result WHERE request_id = ${id}`;
    assert.deepEqual(await his.batch(own), [{ request_id: id }]);
    for (const sql of [
      "SELECT TOP (1) * FROM v_medical_insurance_monitor",
      "SELECT TOP (1) request_id FROM dbo.medical_insurance_requests",
      "EXEC sp_medical_insurance_show @request_id = 1",
      "EXEC sp_medical_insurance_purge @older_than_days = 30",
    ]) {
      assert.equal(await errorNumberOf(his.batch(sql)), 229, sql);
    }
  });

  test("a login of HIS sees its own, or its program's, where the installation limits it; the owner sees all", async (t) => {
    const { server, client } = given();
    const [his, other] = [await server.connectAsHis("HIS"), await server.connectAsHis("other")];
    const responseData = '{"infcode":0,"output":{"baseinfo":{"psn_name":"张三"}}}';
    const owner = (await finished(client, "9901", { responseData })).requestId;
    const first = await call(his, { code: "9953", input: newInput() });
    const second = await call(other, { code: "9953", input: newInput() });
    const seen = async (as: typeof his): Promise<readonly unknown[]> => {
      const sql = `SELECT request_id FROM v_medical_insurance_result WHERE request_id IN (${owner}, ${first}, ${second}) ORDER BY request_id`;
      return (await as.batch(sql)).map(({ request_id }) => request_id);
    };
    const fields = async (): Promise<number> =>
      (await his.batch(`SELECT value FROM fn_medical_insurance_fields(${owner})`)).length;
    t.after(() => server.limitResults(null));
    assert.deepEqual([await seen(his), await fields()], [[owner, first, second], 1]);
    await server.limitResults("login");
    assert.deepEqual(
      [await seen(his), await seen(client), await fields()],
      [[first, second], [owner, first, second], 0],
    );
    await server.limitResults("application");
    assert.deepEqual([await seen(his), await seen(other)], [[first], [second]]);
  });
}
