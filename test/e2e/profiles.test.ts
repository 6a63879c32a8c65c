import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { interfaceRows, readCatalogue } from "../../src/interfaces/catalogue.ts";
import { writeOwnSchemas } from "../rig/own-schemas.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";
import { assertEnded, success } from "./agreement.ts";

const NATIONAL = { sdk: { profile: "national" } } as const;
const TRIAL = { data: { psn_no: "43000000000000000001", mdtrt_id: "1" } };
const done = answers.envelope({ infcode: 0, err_msg: "", output: '{"setlinfo": {}}' });

suite("the profiles", { concurrency: 2 }, () => {
  test("2206A runs in the profile national, with a warning that its fields are not known, and is unknown in hunan", async (t) => {
    const rig = await rigFor(t, {
      configuration: NATIONAL,
      sql: { interfaces: interfaceRows(readCatalogue("national")) },
    });
    rig.insurer.answer("2206A", done);
    const taken = rig.insert("2206a", TRIAL);
    await assertEnded(rig, taken, await rig.run(taken), "line", success);
    const { envelope } = rig.insurer.requests[0] ?? {};
    assert.deepEqual([envelope?.infno, envelope?.input], ["2206A", TRIAL]);
    const warning = (await readLog(rig.folder)).find(({ rule }) => rule === "fields-not-known");
    assert.equal(warning?.request_id, taken);

    await rig.configure({});
    const refused = rig.insert("2206A", TRIAL);
    assert.equal((await rig.run(refused)).code, 4);
    assert.equal(rig.request(refused).error_code, "INTERFACE_UNKNOWN");
    assert.equal(rig.insurer.requests.length, 1);
  });

  test("an input that Hunan refuses and other provinces take is sent in the profile national", async (t) => {
    const rig = await rigFor(t, { configuration: NATIONAL });
    const input = { data: { mdtrt_cert_type: "02" } };
    const taken = rig.insert("1101", input);
    assert.equal((await rig.run(taken)).code, 0);
    await rig.configure({});
    const refused = rig.insert("1101", input);
    await rig.run(refused);
    assert.equal(rig.request(refused).error_code, "INPUT_INVALID");
  });

  test("in a database that was installed for hunan a code that is of class C in national becomes C before anything is sent", async (t) => {
    const rig = await rigFor(t, { configuration: NATIONAL });
    rig.insurer.answer("7105", answers.envelope({ infcode: 0, err_msg: "", output: '{"a": 1}' }));
    const id = rig.insert("7105", { data: { hi_rxno: "1" } });
    assert.equal(rig.request(id).interface_class, "A");
    assert.equal((await rig.run(id)).code, 0);
    assert.equal(rig.request(id).interface_class, "C");
    rig.insurer.answer("2206A", done);
    const unknown = rig.insert("2206A", TRIAL);
    assert.equal((await rig.run(unknown)).code, 0);
    assert.equal(rig.request(unknown).interface_class, "C");
  });

  test("the verbs take the configuration's profile, and --profile before it", async (t) => {
    const rig = await rigFor(t, { configuration: NATIONAL });
    const codesOf = async (...words: string[]): Promise<readonly string[]> => {
      const list = await rig.run("schema", "list", "--json", ...words);
      const rows: { code: string }[] = JSON.parse(list.stdout).interfaces;
      return rows.map(({ code }) => code);
    };
    assert.equal((await codesOf()).length, 276);
    assert.equal((await codesOf("--profile", "hunan")).length, 212);
    assert.match((await rig.run("schema", "show", "2206A")).stdout, /^2206A +门诊预结算A/);
    assert.equal((await rig.run("schema", "show", "2206A", "--profile", "hunan")).code, 4);
    assert.match((await rig.run("schema", "export", "2501A")).stdout, /"infno": "2501A"/);
    const file = join(rig.folder, "input.json");
    writeFileSync(file, JSON.stringify({ data: { mdtrt_cert_type: "02" } }));
    assert.equal((await rig.run("validate", "1101", file)).code, 0);
    assert.equal((await rig.run("validate", "1101", file, "--profile", "hunan")).code, 4);
    assert.equal((await rig.run("schema", "list", "--profile", "hubei")).code, 2);
  });

  test("the script for the database has the rows and classes of the profile", async (t) => {
    const rig = await rigFor(t, {});
    const national = (await rig.run("db", "script", "--no-xp-cmdshell", "--profile", "national")).stdout;
    assert.match(national, /\('2206A', N'门诊预结算A', 'A', 0, NULL, NULL, NULL\)/);
    assert.match(national, /\('2207A', N'门诊结算A', 'C', 0, NULL, NULL, NULL\)/);
    assert.match(national, /\('7105', N'处方支付状态同步', 'C', /);
    const hunan = (await rig.run("db", "script", "--no-xp-cmdshell")).stdout;
    assert.match(hunan, /\('7105', N'电子处方信息查询', 'A', /);
    assert.ok(!hunan.includes("'2206A'"));
  });

  test("a hospital's own differences are over its profile's interface, and compiled again when the profile changes", async (t) => {
    const configuration = { ...NATIONAL, interfaces_folder: "interfaces" };
    const rig = await rigFor(t, { configuration });
    writeOwnSchemas(join(rig.folder, "interfaces"), {
      "1101.json": { infno: "1101", input: { "data.ward_no": { title: "病区编号", type: "string(8)" } } },
    });
    const input = { data: { mdtrt_cert_type: "02", ward_no: "1" } };
    const taken = rig.insert("1101", input);
    assert.equal((await rig.run(taken)).code, 0);
    await rig.configure({ interfaces_folder: "interfaces" });
    const refused = rig.insert("1101", input);
    await rig.run(refused);
    assert.equal(rig.request(refused).error_code, "INPUT_INVALID");
  });
});
