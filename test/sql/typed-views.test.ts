import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { viewsVerb } from "../../src/cli/db-views.ts";
import type { OutFile } from "../../src/cli/out-file.ts";
import { splitBatches } from "../../src/installation/batches.ts";
import { knownInterfaces } from "../../src/interfaces/known-interfaces.ts";
import { createDatabase, openFor, skipWithoutServer } from "../rig/server.ts";
import { callBatch } from "./statements.ts";

async function writeViews(infnos: readonly string[], out: OutFile | null = null) {
  const known = knownInterfaces(null, "hunan");
  assert.ok(!("reason" in known));
  return viewsVerb(known, infnos, out);
}

async function scriptOf(...infnos: readonly string[]): Promise<string> {
  const { exitCode, text } = await writeViews(infnos);
  assert.equal(exitCode, 0, text);
  return text;
}

test("a view for each node of the output is written and granted to HIS's role", async () => {
  const script = await scriptOf("1101", "2207");
  const views = [...script.matchAll(/CREATE OR ALTER VIEW dbo\.(\w+)/g)].map(([, name]) => name);
  assert.deepEqual(views, [
    "v_mi_1101_baseinfo",
    "v_mi_1101_insuinfo",
    "v_mi_1101_idetinfo",
    "v_mi_2207_setlinfo",
    "v_mi_2207_setldetail",
  ]);
  const granted = [...script.matchAll(/GRANT SELECT ON dbo\.(\w+) TO medical_insurance_his;/g)].map(([, name]) => name);
  assert.deepEqual(granted, views);
});

test("money is decimal, with more digits than the specification has, and a date a date, NULL if it cannot be converted", async () => {
  const script = await scriptOf("1101", "2207");
  assert.match(script, /TRY_CONVERT\(decimal\(19, 4\), f\.\[balc\]\) AS \[balc\]/);
  assert.match(script, /TRY_CONVERT\(date, f\.\[brdy\], 121\) AS \[brdy\]/);
  assert.match(script, /CAST\(f\.\[psn_name\] AS nvarchar\(4000\)\) AS \[psn_name\]/);
});

test("only replies of a request that ended in SUCCESS are in a view", async () => {
  const script = await scriptOf("2207");
  assert.match(script, /WHERE r\.interface_code = '2207'\n {2}AND r\.result_status = 'SUCCESS';/);
});

test("a file that exists is replaced only with --force", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "views-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "views.sql");
  assert.equal((await writeViews(["1101"], { path, force: false })).exitCode, 0);
  const again = await writeViews(["2207"], { path, force: false });
  assert.deepEqual([again.exitCode, again.text], [2, `${path} cannot be written: it exists; --force replaces it`]);
  assert.match(readFileSync(path, "utf8"), /v_mi_1101_baseinfo/);
  assert.equal((await writeViews(["2207"], { path, force: true })).exitCode, 0);
  assert.doesNotMatch(readFileSync(path, "utf8"), /v_mi_1101/);
});

test("an unknown interface is refused, and nothing is written", async () => {
  const { exitCode, text } = await writeViews(["1101", "9999"]);
  assert.equal(exitCode, 4);
  assert.equal(text, 'there is no interface 9999; "processor schema list" names them all');
});

test("the views of 1101 and 2207 give a reply's fields as rows with types", { skip: skipWithoutServer }, async (t) => {
  const session = await openFor(t, await createDatabase(null));
  for (const batch of splitBatches((await scriptOf("1101", "2207")).slice(1))) await session.run(batch);
  const reply = async (code: string, response: string): Promise<number> => {
    const id = Number((await session.row(callBatch({ code, input: '{"psn_no":"1"}' }))).id);
    await session.run(`UPDATE dbo.medical_insurance_requests SET status = 'COMPLETED' WHERE request_id = ${id};
INSERT INTO dbo.medical_insurance_responses (request_id, response_data, infcode, err_msg, create_time)
VALUES (${id}, N'${response}', '0', NULL, GETDATE());`);
    return id;
  };
  const looked = await reply(
    "1101",
    '{"infcode":"0","output":{"baseinfo":{"psn_name":"张三","brdy":"1990-01-01"},"insuinfo":[{"balc":12.30},{"balc":"x"}]}}',
  );
  const settled = await reply(
    "2207",
    '{"infcode":0,"output":{"setlinfo":{"medfee_sumamt":120.50,"setl_time":"2024-12-01 10:20:30"},"setldetail":[{"fund_payamt":1},{"fund_payamt":2.5}]}}',
  );
  assert.deepEqual(
    await session.run(`SELECT v.row_no, v.psn_name, CONVERT(varchar(10), v.brdy, 120) AS brdy
FROM dbo.v_mi_1101_baseinfo AS v WHERE v.request_id = ${looked};`),
    [{ row_no: 1, psn_name: "张三", brdy: "1990-01-01" }],
  );
  assert.deepEqual(
    await session.run(`SELECT v.row_no, CAST(v.balc AS varchar(30)) AS balc
FROM dbo.v_mi_1101_insuinfo AS v WHERE v.request_id = ${looked} ORDER BY v.row_no;`),
    [
      { row_no: 1, balc: "12.3000" },
      { row_no: 2, balc: null },
    ],
  );
  assert.deepEqual(
    await session.run(`SELECT CAST(v.medfee_sumamt AS varchar(30)) AS medfee_sumamt, CONVERT(varchar(19), v.setl_time, 120) AS setl_time
FROM dbo.v_mi_2207_setlinfo AS v WHERE v.request_id = ${settled};`),
    [{ medfee_sumamt: "120.5000", setl_time: "2024-12-01 10:20:30" }],
  );
  assert.deepEqual(
    await session.run(`SELECT v.row_no, CAST(v.fund_payamt AS varchar(30)) AS fund_payamt
FROM dbo.v_mi_2207_setldetail AS v WHERE v.request_id = ${settled} ORDER BY v.row_no;`),
    [
      { row_no: 1, fund_payamt: "1.0000" },
      { row_no: 2, fund_payamt: "2.5000" },
    ],
  );
});
