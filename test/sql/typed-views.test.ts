import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { viewsVerb } from "../../src/cli/db-views.ts";
import type { OutFile } from "../../src/cli/out-file.ts";
import { knownInterfaces } from "../../src/interfaces/known-interfaces.ts";

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
