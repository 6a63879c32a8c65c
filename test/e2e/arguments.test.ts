import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { rigFor } from "../rig/rig.ts";

const refusal = "the request id must be a whole number from 1 to 2147483647, as sp_medical_insurance_call returned it";

const wrongIds: readonly (readonly [title: string, id: string])[] = [
  ["a word", "abc"],
  ["a number with a word after it", "12abc"],
  ["a fraction", "1.5"],
  ["hexadecimal", "0x10"],
  ["an empty text", ""],
  ["blanks around a number", " 12 "],
  ["0", "0"],
  ["a number larger than an int", "2147483648"],
  ["a number of eleven digits", "10000000000"],
  ["digits of another script", "１２"],
];

suite("a wrong command line", { concurrency: 2 }, () => {
  for (const [title, id] of wrongIds) {
    test(`a request id that is ${title} is refused before anything is read`, async (t) => {
      const rig = await rigFor(t);
      const { code, stdout, stderr } = await rig.run(id);
      assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: `${refusal}\n`, stderr: "" });
      assert.equal(rig.sql.logins, 0);
    });
  }

  test("a negative request id is refused", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout, stderr } = await rig.run("-5");
    assert.deepEqual({ code, stdout, stderr }, { code: 2, stdout: "", stderr: "error: unknown option '-5'\n" });
    const afterDashes = await rig.run("--", "-5");
    assert.deepEqual([afterDashes.code, afterDashes.stdout], [2, `${refusal}\n`]);
  });

  test("with --json a refused command line is one JSON object", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout, stderr } = await rig.run("abc", "--json");
    assert.deepEqual([code, stderr], [2, ""]);
    const { duration_ms, ...report } = JSON.parse(stdout);
    assert.ok(Number.isInteger(duration_ms));
    assert.deepEqual(report, {
      request_id: null,
      interface_code: null,
      status: null,
      result_status: null,
      error_code: null,
      infcode: null,
      msgid: null,
      attempts: 0,
      exit_code: 2,
      message: refusal,
    });
  });

  test("without a request id the help is an error's", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout, stderr } = await rig.run();
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^Examples:\n {2}processor 42\n/);
  });

  test("a second request id is refused", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout } = await rig.run(1, 2);
    assert.deepEqual([code, stdout, rig.sql.logins], [2, "", 0]);
  });

  test("a verb that is written wrong is not taken for a request id, and the right one is named", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout, stderr } = await rig.run("drian");
    assert.deepEqual(
      { code, stdout, stderr },
      { code: 2, stdout: "", stderr: "error: unknown command 'drian'\n(Did you mean drain?)\n" },
    );
    assert.equal(rig.sql.logins, 0);
  });

  test("help shows the program's help or a command's, version the version", async (t) => {
    const rig = await rigFor(t);
    const help = await rig.run("help");
    assert.deepEqual([help.code, help.stderr], [0, ""]);
    assert.match(help.stdout, /^Examples:\n {2}processor 42\n/);
    const install = await rig.run("help", "db", "install");
    assert.deepEqual([install.code, install.stderr], [0, ""]);
    assert.match(install.stdout, /^Examples:\n {2}processor db install /);
    const unknown = await rig.run("help", "db", "instal");
    assert.deepEqual([unknown.code, unknown.stdout, unknown.stderr], [2, "", "error: unknown command 'db instal'\n"]);
    const version = await rig.run("version");
    assert.deepEqual([version.code, version.stdout, version.stderr], [0, "0.1.0\n", ""]);
  });

  test("help exit-codes prints the README's table", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout } = await rig.run("help", "exit-codes");
    assert.equal(code, 0);
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| (\d) \| (.+) \|$/gm)].map(([, number, meaning]) => `${number}  ${meaning}`);
    assert.equal(rows.length, 9);
    assert.equal(stdout, `${rows.join("\n")}\n`);
  });

  test("--help and --version are no errors", async (t) => {
    const rig = await rigFor(t);
    const help = await rig.run("--help");
    assert.deepEqual([help.code, help.stderr], [0, ""]);
    assert.match(help.stdout, /\nUsage: processor /);
    const version = await rig.run("--version");
    assert.deepEqual([version.code, version.stdout, version.stderr], [0, "0.1.0\n", ""]);
  });
});
