import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { installVerb, scriptVerb, uninstallVerb } from "../../src/cli/db.ts";
import { runProgram } from "../../src/cli/program.ts";
import { splitBatches } from "../../src/installation/batches.ts";
import { moduleOf } from "../../src/installation/expectation.ts";
import { interfaceBatches } from "../../src/installation/interface-rows.ts";
import { planInstallation } from "../../src/installation/plan.ts";
import { faultOfProcessorPath } from "../../src/installation/processor-path.ts";
import { writeInstallationScript } from "../../src/installation/script.ts";

const PATH = "D:\\Medical Insurance\\processor-1.0_x64.exe";
const ROW = {
  interface_code: "2207",
  name: "门诊'结算",
  class: "C",
  reversible: true,
  look_with: "5203",
  look_input: null,
  key_fields: null,
  output_labels: [],
} as const;
const NO_CONNECTION = { text: null, password: null };

describe("the installation as one file", () => {
  const withPath = writeInstallationScript(planInstallation({ processorPath: PATH, orgCode: null, interfaces: [ROW] }));
  const withoutPath = writeInstallationScript(
    planInstallation({ processorPath: null, orgCode: null, interfaces: [ROW] }),
  );

  test("begins with a byte order mark and the settings that its objects need", () => {
    assert.equal(withPath.codePointAt(0), 0xfeff);
    assert.match(withPath, /^\uFEFF\/\*\nInstalls medical-insurance-processor/);
    assert.ok(
      withPath.includes(
        "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;",
      ),
    );
  });

  test("has the path filled in and no token left", () => {
    assert.ok(withPath.includes("@processor nvarchar(260) = N'D:\\Medical Insurance\\processor-1.0_x64.exe',"));
    assert.doesNotMatch(withPath, /\$\(/);
    assert.ok(withPath.includes("ADD SIGNATURE TO dbo.sp_medical_insurance_call"));
  });

  test("without xp_cmdshell has an empty path and no certificate", () => {
    assert.ok(withoutPath.includes("@processor nvarchar(260) = N'',"));
    assert.doesNotMatch(withoutPath, /ADD SIGNATURE/);
  });

  test("looks before each batch whether the transaction is still there", () => {
    const batches = splitBatches(withoutPath.slice(1));
    const begin = batches.findIndex((batch) => batch.includes("BEGIN TRANSACTION;\n\nDECLARE @lock int;"));
    const commit = batches.indexOf("COMMIT TRANSACTION;");
    const guard = /^IF @@TRANCOUNT = 0\nBEGIN\n {4}SET NOEXEC ON;\nEND;$/;
    assert.equal(begin, 1);
    for (let at = begin + 1; at < commit; at += 3) assert.match(batches[at] ?? "", guard);
    assert.match(batches[commit - 1] ?? "", guard);
    assert.equal(batches.at(-1), "SET NOEXEC OFF;");
  });

  test("carries the interfaces with their quotes doubled", () => {
    assert.ok(withPath.includes("    ('2207', N'门诊''结算', 'C', 1, '5203', NULL, NULL);"));
  });

  test("records the institution's code where one was given, and else leaves it alone", () => {
    const withCode = writeInstallationScript(
      planInstallation({ processorPath: null, orgCode: "H12345678901", interfaces: [] }),
    );
    const recorded = "SET fixmedins_code = 'H12345678901'\nFROM dbo.medical_insurance_version AS v";
    assert.ok(withCode.includes(recorded));
    assert.ok(!withoutPath.includes("-- fixmedins_code"));
  });

  test("the command line's --org-code is in the script that it prints", async () => {
    const printed: string[] = [];
    const exitCode = await runProgram({
      argv: ["db", "script", "--no-xp-cmdshell", "--org-code", "H12345678901"],
      environment: {},
      isTerminal: false,
      startHardDeadline() {},
      startWatchdog: () => assert.fail("no worker is started"),
      untilStopped: () => assert.fail("no worker is started"),
      print: (text) => printed.push(text),
      printError: (text) => printed.push(text),
    });
    assert.equal(exitCode, 0);
    assert.ok(printed.join().includes("SET fixmedins_code = 'H12345678901'"));
  });

  for (const orgCode of ["H1234567890", "H12345678901'", "医1234567890"]) {
    test(`the code ${orgCode} is refused before anything is written`, () => {
      const { exitCode, text } = scriptVerb(
        { path: "/never/written.sql", force: false },
        { processorPath: null, orgCode },
        [],
      );
      assert.deepEqual(
        [exitCode, text],
        [2, `--org-code ${orgCode} must be 12 letters and digits, as sdk.org_code is`],
      );
    });
  }

  test("1,200 interfaces become three batches", () => {
    const rows = Array.from({ length: 1200 }, (_, n) => ({ ...ROW, interface_code: String(1000 + n) }));
    assert.equal(interfaceBatches(rows).length, 3);
  });

  test("is written to a file", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "db-script-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const out = join(folder, "install.sql");
    const { exitCode } = scriptVerb({ path: out, force: false }, { processorPath: PATH, orgCode: null }, [ROW]);
    assert.equal(exitCode, 0);
    assert.deepEqual([...readFileSync(out).subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    assert.equal(readFileSync(out, "utf8"), withPath);
  });

  test("has what a login of HIS sees only when it is chosen, and refuses another word", () => {
    const script = (resultsOf?: string): string =>
      scriptVerb(null, { processorPath: null, orgCode: null, resultsOf }, []).text;
    assert.ok(!script().includes("SET results_of"));
    assert.ok(script("application").includes("SET results_of = 'application'"));
    assert.ok(script("all").includes("SET results_of = NULL"));
    assert.equal(script("mine"), "--results-of must be all, login, application");
  });

  test("a file that exists is replaced with --force only", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "db-script-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "install.sql");
    writeFileSync(path, "changed by the DBA");
    const kept = scriptVerb({ path, force: false }, { processorPath: PATH, orgCode: null }, [ROW]);
    assert.deepEqual([kept.exitCode, kept.text], [2, `${path} cannot be written: it exists; --force replaces it`]);
    assert.equal(readFileSync(path, "utf8"), "changed by the DBA");
    const replaced = scriptVerb({ path, force: true }, { processorPath: PATH, orgCode: null }, [ROW]);
    assert.equal(replaced.exitCode, 0);
    assert.equal(readFileSync(path, "utf8"), withPath);
  });

  test("a file that cannot be written is said", () => {
    const { exitCode, text } = scriptVerb(
      { path: join(tmpdir(), "no such folder", "x.sql"), force: false },
      { processorPath: null, orgCode: null },
      [],
    );
    assert.equal(exitCode, 2);
    assert.match(text, /cannot be written: ENOENT/);
  });
});

describe("the path of the executable", () => {
  for (const path of ["C:\\MedicalInsurance\\processor.exe", PATH, "c:\\p.EXE"]) {
    test(`${path} is taken`, () => assert.equal(faultOfProcessorPath(path), null));
  }
  const refused: readonly (readonly [path: string, said: RegExp])[] = [
    ["C:\\Program Files (x86)\\processor.exe", /letters, digits/],
    ["C:\\MI\\processor.exe & del x.exe", /letters, digits/],
    ['C:\\MI\\"processor.exe', /letters, digits/],
    ["C:\\MI\\'; DROP TABLE x; --.exe", /letters, digits/],
    ["C:\\医保\\processor.exe", /letters, digits/],
    ["C:\\%TEMP%\\processor.exe", /letters, digits/],
    ["$(ProcessorPath)", /letters, digits/],
    ["C:\\MI\\processor.exe\n", /letters, digits/],
    ["/opt/processor", /letters, digits/],
    ["processor.exe", /begin with a drive/],
    ["\\\\server\\share\\processor.exe", /begin with a drive/],
    ["C:\\MI\\processor.bat", /end in \.exe/],
    ["", /begin with a drive/],
    ["C:\\MI\\..\\processor.exe", /\. or \.\./],
    ["C:\\MI \\processor.exe", /ends with a space/],
    [`C:\\${"x".repeat(260)}.exe`, /longer than 260/],
  ];
  for (const [path, said] of refused) {
    test(`${JSON.stringify(path.slice(0, 40))} is refused`, () => assert.match(faultOfProcessorPath(path) ?? "", said));
  }

  test("a refused path connects nowhere and writes nothing", async () => {
    const path = { processorPath: "C:\\a&b.exe", orgCode: null };
    assert.equal((await installVerb(NO_CONNECTION, path, [], false, false)).exitCode, 2);
    assert.equal(scriptVerb({ path: "/never/written.sql", force: false }, path, []).exitCode, 2);
  });
});

describe("the verbs without a database", () => {
  test("an installation without --connection says why it needs one", async () => {
    const { exitCode, text } = await installVerb(
      NO_CONNECTION,
      { processorPath: null, orgCode: null },
      [],
      false,
      false,
    );
    assert.equal(exitCode, 2);
    assert.match(text, /^--connection is missing/);
  });

  test("an unreadable --connection is named", async () => {
    const { exitCode, text } = await installVerb(
      { text: "DATABASE=HIS", password: null },
      { processorPath: null, orgCode: null },
      [],
      true,
      false,
    );
    assert.equal(exitCode, 2);
    assert.match(text, /^--connection: /);
  });

  test("uninstalling prints what it would do, and the data only when asked", async () => {
    const kept = await uninstallVerb(NO_CONNECTION, { confirmed: false, dropData: false });
    assert.equal(kept.exitCode, 0);
    assert.match(kept.text, /DROP PROCEDURE IF EXISTS dbo\.sp_medical_insurance_call;/);
    assert.doesNotMatch(kept.text, /DROP TABLE/);
    assert.match(kept.text, /with --yes it is$/);
    const all = await uninstallVerb(NO_CONNECTION, { confirmed: false, dropData: true });
    assert.match(all.text, /DROP TABLE IF EXISTS dbo\.medical_insurance_requests;/);
  });
});

describe("splitting at GO", () => {
  const cases: readonly (readonly [title: string, script: string, batches: readonly string[]])[] = [
    ["a line of its own, in any case and with blanks", "a;\nGO\nb;\n  go  \nc;", ["a;", "b;", "c;"]],
    ["not inside a block comment", "/*\nGO\n*/\na;\nGO\nb;", ["/*\nGO\n*/\na;", "b;"]],
    ["not inside a string", "PRINT 'x\nGO\ny';\nGO\nb;", ["PRINT 'x\nGO\ny';", "b;"]],
    ["after a string with a doubled quote", "PRINT 'it''s';\nGO\nb;", ["PRINT 'it''s';", "b;"]],
    ["after an apostrophe in a line comment", "a; -- it's\nGO\nb;", ["a; -- it's", "b;"]],
    ["after a quote in a block comment", "/* it's */\nGO\nb;", ["/* it's */", "b;"]],
    ["not a word that begins with GO", "GOTO x;\nGO\nb;", ["GOTO x;", "b;"]],
    ["with Windows line ends and empty batches", "a;\r\nGO\r\n\r\nGO\r\nb;\r\n", ["a;", "b;"]],
  ];
  for (const [title, script, batches] of cases) {
    test(title, () => assert.deepEqual(splitBatches(script), batches));
  }
});

describe("comparing a module with the installed text", () => {
  const shipped = "/* header */\nCREATE OR ALTER VIEW dbo.v\nAS\nSELECT 1 AS x;";
  for (const [title, installed] of [
    ["as SQL Server stores it", "/* header */\nCREATE   VIEW dbo.v\nAS\nSELECT 1 AS x;"],
    ["with Windows line ends", shipped.replaceAll("\n", "\r\n")],
  ] as const) {
    test(`the same text ${title} is the same`, () => assert.deepEqual(moduleOf(installed), moduleOf(shipped)));
  }
  test("a changed body is another", () => {
    assert.notDeepEqual(moduleOf(shipped.replace("1", "2")), moduleOf(shipped));
  });
  test("a batch that makes no module has none", () => assert.equal(moduleOf("GRANT SELECT ON dbo.v TO r;"), null));
});
