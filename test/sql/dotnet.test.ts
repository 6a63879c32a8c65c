import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { REMOVAL_SCRIPTS, SERVER_SCRIPT } from "../../src/installation/scripts.ts";
import { EXCUSED } from "./dotnet/excused.ts";
import { pageStatements } from "./dotnet/page-statements.ts";
import { type Reading, readTexts, skipWithoutDotnet } from "./dotnet/reading.ts";
import { installationStatements, processorCalls } from "./dotnet/sent-statements.ts";
import { fileText, installationScript, installedObjects, typedViews } from "./dotnet/text.ts";
import { INVENTORY } from "./inventory.ts";

/** What no parser refuses. */
const TREE_RULES: Readonly<Record<string, string>> = {
  semicolon: "every statement ends with a semicolon",
  literal: "every text that is not ASCII is nvarchar",
  compile: "nothing is refused only when a batch is compiled",
  case: "every variable is written as it is declared",
  collation: "texts of different collations meet only where COLLATE decides",
  date: "no date depends on the login's language",
  conversion: "binary and xml are converted only in a style that is said",
  length: "every type that has a length says it",
  newer: "no function is newer than SQL Server 2016",
  columns: "every INSERT names its columns",
  where: "no UPDATE or DELETE takes the whole table",
  "not in": "no NOT IN can be emptied by a NULL",
  null: "nothing is compared with NULL",
};

/** Has each of these faults. */
const WRONG = "test/sql/dotnet/wrong.sql";
const WRONG_STATEMENTS = [
  { name: "wrong 1", sql: "SELECT r.Request_id FROM dbo.medical_insurance_requests AS r;" },
  { name: "wrong 3", sql: "USE master;\nGO\nSELECT r.Status FROM dbo.medical_insurance_requests AS r;" },
  { name: "wrong 2", sql: "EXEC dbo.sp_medical_insurance_wait @request_id = 1;" },
];

describe("Microsoft's parsers, model and rules", { skip: skipWithoutDotnet }, () => {
  let reading: Reading;
  before(async () => {
    reading = readTexts({
      objects: [...installedObjects(), typedViews("hunan", ["1101", "2207", "5203"])],
      statements: [
        ...(await installationStatements()),
        ...(await processorCalls()),
        ...pageStatements(),
        ...["agent-job.sql", "purge-job.sql"].map((job) => fileText(`bin/build/package/deployment/service/${job}`)),
        { name: "inventory", sql: INVENTORY },
        ...WRONG_STATEMENTS,
      ],
      scripts: [
        fileText(WRONG),
        ...[SERVER_SCRIPT, ...REMOVAL_SCRIPTS].map((script) => fileText(`sql/${script}`)),
        fileText(".github/deadlocks.sql"),
        installationScript("hunan", "C:\\MI\\processor.exe"),
        installationScript("national", null),
      ],
    });
  });

  const faultsOf = (kind: string): readonly string[] =>
    (reading.faults[kind] ?? []).filter((line) => !/^test\/sql\/dotnet\/|\bwrong \d\b/.test(line));
  const unexcused = (kind: string): readonly string[] =>
    faultsOf(kind).filter((line) => !EXCUSED.some((excuse) => excuse.kind === kind && excuse.lines.test(line)));

  test("SQL Server 2016's and the newest parser read every SQL text", () => assert.deepEqual(unexcused("parser"), []));

  test("the model of SQL Server 2016 binds every name, in a case-sensitive database", () => {
    assert.deepEqual(unexcused("model"), []);
    assert.ok(reading.objects > 120, String(reading.objects));
  });

  test("Microsoft's rules find only what is excused", () => {
    const kinds = Object.keys(reading.faults).filter((kind) => kind === "rules" || kind.startsWith("SR"));
    assert.deepEqual(kinds.flatMap(unexcused), []);
  });

  for (const [kind, title] of Object.entries(TREE_RULES)) test(title, () => assert.deepEqual(unexcused(kind), []));

  test("every such fault is found where it is", () => {
    const found = Object.entries(reading.faults).flatMap(([kind, lines]) =>
      lines.filter((line) => line.startsWith(WRONG)).map((line) => `${kind} ${line.slice(WRONG.length + 1)}`),
    );
    assert.deepEqual(found, [
      "case 16 @ID is declared as @id",
      "collation 1 name has the collation of tempdb",
      "collation 4 a catalogue's fixed text meets a name of the database",
      "collation 5 a name of the database meets a name of the server",
      "collation 6 a key of OPENJSON meets column",
      "collation 7 a catalogue's fixed text meets a name of the database",
      "columns 11 INSERT without a list of columns",
      "compile 19 COUNT over a subquery or another aggregate (error 130)",
      "compile 20 before SQL Server 2017 the path must be a literal (error 13610)",
      "compile 21 before SQL Server 2017 the path must be a literal (error 13610)",
      "compile 22 GROUP BY a subquery (error 144)",
      "compile 23 OUTPUT without INTO: a trigger on the table stops it (error 334)",
      "compile 25 added is added in this batch or a later one (error 207)",
      "conversion 9 binary to a text without a style",
      "conversion 9 to binary without a style",
      "conversion 9 xml",
      "date 3 '2026-01-31' is another day in another language: write yyyyMMdd",
      "date 9 '31.01.2026' is another day in another language: write yyyyMMdd",
      "date 9 a text to a date without a style",
      "length 9 NVarChar without a length",
      "literal 2 '网关' needs N",
      "newer 10 STRING_AGG is newer than SQL Server 2016",
      "not in 8 NOT IN with a subquery: one NULL there, and no row is found",
      "null 8 a comparison with NULL is never true",
      "parser 14, dynamic:1 Incorrect syntax near 'FROM'.",
      "semicolon 2 DeclareVariableStatement without ;",
      "where 12 UPDATE without WHERE",
      "where 13 DELETE without WHERE",
    ]);
  });

  for (const { name, sql } of WRONG_STATEMENTS)
    test(`the model refuses ${sql.replaceAll("\n", " ")}`, () => {
      assert.ok(reading.faults.model?.some((line) => line.includes(name)));
    });

  test("every excuse is still needed", () => {
    const unused = EXCUSED.filter(({ kind, lines }) => !faultsOf(kind).some((line) => lines.test(line)));
    assert.deepEqual(unused, []);
  });
});
