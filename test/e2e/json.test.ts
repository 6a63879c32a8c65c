import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { type Rig, rigFor } from "../rig/rig.ts";

/** Runs a verb with --json: one ASCII line that is an object, whose exit_code is the process's. */
async function keysOf(
  rig: Rig,
  code: number,
  ...words: readonly (string | number)[]
): Promise<Record<string, unknown>> {
  const exit = await rig.run(...words, "--json");
  const title = words.join(" ");
  assert.match(exit.stdout, /^\{[\x20-\x7e]+\}\n$/, title);
  const { exit_code, message, ...keys } = JSON.parse(exit.stdout);
  assert.deepEqual([exit.code, exit_code, typeof message], [code, code, "string"], `${title}: ${exit.stdout}`);
  return { message, ...keys };
}

suite("--json", { concurrency: 2 }, () => {
  test("gives the facts of every verb that does what it is asked", async (t) => {
    const rig = await rigFor(t);
    assert.deepEqual(await keysOf(rig, 0, "rescue"), { message: "rescued: 0", rescued: 0 });
    const started = await keysOf(rig, 0, "start", 7);
    assert.deepEqual(started.request_id, 7);
    assert.ok(Number.isInteger(started.pid));
    const { output, input, ...facts } = await keysOf(rig, 0, "schema", "show", "2601");
    assert.deepEqual(facts, {
      message: "",
      infno: "2601",
      name: "冲正交易（这个尽量别用）",
      class: "C",
      kind: "reversal",
      reversible: false,
      look_with: "5203",
      business_keys: ["psn_no", "omsgid", "oinfno"],
      key_fields: ["omsgid", "oinfno"],
      file: null,
    });
    assert.deepEqual(output, []);
    const [data] = Array.isArray(input) ? input : [];
    assert.deepEqual(
      [data.code, data.fields[0]],
      [
        "data",
        {
          code: "psn_no",
          name: "人员编号",
          type: "string(30)",
          presence: "required",
          remark: "",
          code_table: null,
          fields: [],
        },
      ],
    );
    const file = join(rig.folder, "1101.json");
    const example = await keysOf(rig, 0, "schema", "example", "1101", "--out", file);
    assert.deepEqual([example.infno, example.file, typeof example.input], ["1101", file, "object"]);
    const exported = await keysOf(rig, 0, "schema", "export", "2601");
    assert.equal(exported.file, null);
    assert.deepEqual(Object.keys(Object(exported.schema)), ["infno", "class", "input"]);
    assert.deepEqual(await keysOf(rig, 0, "validate", "1101", file), {
      message: "1101: valid",
      infno: "1101",
      valid: true,
      faults: [],
      warnings: [],
    });
    const script = await keysOf(rig, 0, "db", "script", "--no-xp-cmdshell");
    assert.deepEqual([script.file, script.message], [null, ""]);
    assert.match(String(script.script), /CREATE OR ALTER PROCEDURE dbo\.sp_medical_insurance_call/);
    const removal = await keysOf(rig, 0, "db", "uninstall");
    assert.deepEqual([removal.removed, removal.with_data], [false, false]);
    assert.match(String((await keysOf(rig, 0, "version")).message), /^0\.1\.0$/);
  });

  test("is one object on every failure too", async (t) => {
    const rig = await rigFor(t);
    const messageOf = async (code: number, ...words: readonly (string | number)[]): Promise<unknown> =>
      (await keysOf(rig, code, ...words)).message;
    assert.match(String(await messageOf(2, "db", "install")), /^--connection is missing: /);
    assert.match(String(await messageOf(2, "db", "check")), /^--connection is missing: /);
    assert.match(String(await messageOf(2, "drain", "--limit", "0")), /^--limit 0 must be /);
    assert.match(String(await messageOf(2, "replay", 1, "--confirm", 2)), /nothing was done$/);
    assert.match(String(await messageOf(2, "start", "x")), /^the request id must be /);
    assert.match(String(await messageOf(4, "schema", "show", "9999")), /^there is no interface 9999; /);
    assert.match(String(await messageOf(2, "validate", "1101", "/no/such/file")), /cannot be read/);
    assert.equal(await messageOf(2, "drain", "--wacth"), "unknown option '--wacth'\n(Did you mean --watch?)");
    assert.equal(await messageOf(2, "drian"), "unknown command 'drian'\n(Did you mean drain?)");
    assert.equal(await messageOf(2, "show"), "missing required argument 'request_id'");
    assert.equal(await messageOf(2, "db"), "a command is missing");
    assert.equal(await messageOf(2), "a command is missing");
    rig.sql.faults.raise("sp_medical_insurance_rescue", 229, 1, "before", { procedure: "sp_medical_insurance_rescue" });
    assert.match(String(await messageOf(2, "rescue")), /ALTER ROLE medical_insurance_processor/);
  });
});
