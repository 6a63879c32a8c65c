import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { splitBatches } from "../../src/installation/batches.ts";
import { moduleOf, readExpectation } from "../../src/installation/expectation.ts";
import { PATH_TOKEN, planInstallation } from "../../src/installation/plan.ts";
import {
  DATABASE_SCRIPTS,
  REMOVAL_SCRIPTS,
  readScript,
  SERVER_SCRIPT,
  sourceFolder,
} from "../../src/installation/scripts.ts";
import { expectedStructure } from "../../src/installation/structure.ts";
import { DATABASE_VERSION } from "../../src/store/claim.ts";

const SCRIPTS = [...DATABASE_SCRIPTS, SERVER_SCRIPT, ...REMOVAL_SCRIPTS];

const ROW = {
  interface_code: "1101",
  name: "人员信息获取",
  class: "A",
  reversible: false,
  look_with: null,
  look_input: null,
  key_fields: null,
  output_labels: [],
} as const;

/** A script without comments and without what stands in quotes. */
function codeOf(script: string): string {
  return readScript(script)
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/--.*$/gm, "")
    .replace(/N?'(?:[^']|'')*'/g, "''");
}

/** The columns of the last SELECT list that stands at the left margin. */
function viewColumns(script: string): readonly string[] {
  const code = codeOf(script);
  const list = code.slice(code.lastIndexOf("\nSELECT\n") + 8).split("\nFROM ")[0] ?? "";
  let depth = 0;
  const items = [""];
  for (const character of list) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) items.push("");
    else items.push((items.pop() ?? "") + character);
  }
  return items.map((item) => /(\w+)\s*$/.exec(item)?.[1] ?? "");
}

describe("the scripts in sql/", () => {
  test("are those that the installation knows", () => {
    const found = readdirSync(sourceFolder(), { recursive: true, encoding: "utf8" })
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => name.endsWith(".sql"));
    assert.deepEqual(found.sort(), [...SCRIPTS].sort());
  });

  for (const script of SCRIPTS) {
    test(`${script} begins with what it is for and ends with GO`, () => {
      assert.match(readScript(script), /^\/\*\n\S/);
      assert.match(readScript(script), /\nGO\n$/);
    });

    test(`${script} ends every batch with a semicolon`, () => {
      for (const batch of splitBatches(readScript(script))) assert.match(batch, /;$/);
    });

    test(`${script} keeps the house style`, () => {
      const code = codeOf(script);
      assert.doesNotMatch(code, /\b(MERGE|NOLOCK|TRUSTWORTHY)\b/i);
      assert.doesNotMatch(code, /\b(select|from|where|insert|update|delete|join|begin|end|exec|declare|create)\b/);
      assert.doesNotMatch(code, /\b(INT|VARCHAR|NVARCHAR|DATETIME|DATETIME2|BIT|UNIQUEIDENTIFIER)\b/);
      assert.doesNotMatch(code, /\bSELECT \*/);
      assert.doesNotMatch(readScript(script), /\t| \n/);
      for (const [, after] of code.matchAll(/(?<!SIGNATURE )\b(?:FROM|JOIN) (?:dbo|sys|master\.sys)\.\w+(?: (\w+))?/g))
        assert.equal(after, "AS");
    });
  }

  test("every procedure silences row counts and rolls back on an error", () => {
    for (const script of DATABASE_SCRIPTS.filter((name) => /^\d+_sp_/.test(name))) {
      const code = codeOf(script);
      assert.match(code, /SET NOCOUNT(, XACT_ABORT)? ON;/, script);
      assert.match(code, /SET (NOCOUNT, )?XACT_ABORT ON;/, script);
    }
  });

  test("what HIS calls turns XACT_ABORT off before it refuses anything, so that a refusal leaves HIS's transaction", () => {
    for (const script of ["35_sp_medical_insurance_wait.sql", "36_sp_medical_insurance_call.sql"] as const) {
      const code = codeOf(script);
      const off = code.indexOf("SET XACT_ABORT OFF;");
      assert.ok(off > 0 && off < code.indexOf("THROW"), script);
      const lastRefusal = code.lastIndexOf("51002");
      assert.ok(lastRefusal < code.indexOf("SET XACT_ABORT ON;"), script);
    }
    const call = codeOf("36_sp_medical_insurance_call.sql");
    const refusing = call.slice(0, call.indexOf("SET XACT_ABORT ON;"));
    assert.ok(call.lastIndexOf("THROW") < refusing.length);
    const rollbacks = [...refusing.matchAll(/(?:IF (.*)\s+BEGIN\s+)?ROLLBACK/g)];
    assert.equal(rollbacks.length, 1);
    assert.match(rollbacks[0]?.[1] ?? "", /^@transactions = 0 AND /);
  });

  test("only call, and rescue for the calls that it must not fail, have a CATCH; call alone starts a program", () => {
    for (const script of SCRIPTS) {
      const code = codeOf(script);
      const isCall = script === "36_sp_medical_insurance_call.sql";
      assert.equal(/BEGIN CATCH/.test(code), isCall || script === "30_sp_medical_insurance_rescue.sql", script);
      assert.equal(/EXEC @exit = master\.sys\.xp_cmdshell/.test(code), isCall, script);
      assert.equal(readScript(script).includes(PATH_TOKEN), isCall, script);
    }
  });

  test("every procedure and view that is installed is removed", () => {
    const removal = codeOf("removal/20_procedures_views_roles.sql");
    const modules = DATABASE_SCRIPTS.flatMap((script) => [
      ...codeOf(script).matchAll(/CREATE OR ALTER (FUNCTION|PROCEDURE|VIEW) (dbo\.\w+)/g),
    ]);
    assert.ok(modules.length >= 12);
    for (const [, kind, name] of modules) assert.ok(removal.includes(`DROP ${kind} IF EXISTS ${name};`), name);
  });

  test("an installation reads and changes only tables that an earlier batch has made", () => {
    const made = new Set<string>();
    const plan = planInstallation({ processorPath: null, orgCode: "H12345678901", interfaces: [ROW] });
    for (const { script, sql } of plan.database) {
      for (const [, table = ""] of sql.matchAll(/CREATE TABLE dbo\.(\w+)/g)) made.add(table);
      if (moduleOf(sql) !== null || script === "00_preconditions.sql") continue;
      for (const [, table = ""] of sql.matchAll(/\b(?:FROM|JOIN|INTO|REFERENCES|ON|ALTER TABLE) dbo\.(medical_\w+)/g))
        assert.ok(made.has(table), `${script} uses ${table}`);
    }
    assert.ok(made.size >= 6);
  });

  test("each time limit is in one place", () => {
    for (const seconds of ["45", "60"]) {
      const places = SCRIPTS.filter((script) => new RegExp(`(?<![\\w.(])-?${seconds}\\b`).test(codeOf(script)));
      assert.deepEqual(places, ["15_v_medical_insurance_time_limits.sql"], seconds);
    }
  });

  test("only one procedure writes an attempt's SENDING row", () => {
    const writers = DATABASE_SCRIPTS.filter((script) =>
      codeOf(script).includes("INSERT INTO dbo.medical_insurance_attempts"),
    );
    assert.deepEqual(writers, ["26_sp_medical_insurance_open_attempt.sql"]);
  });

  test("every error number stands in the DBA's page", async () => {
    const { readFile } = await import("node:fs/promises");
    const page = await readFile(`${sourceFolder()}/README.md`, "utf8");
    const numbers = new Set(SCRIPTS.flatMap((script) => codeOf(script).match(/THROW (51\d{3})/g) ?? []));
    assert.ok(numbers.size >= 8);
    for (const number of numbers) assert.ok(page.includes(number.slice(6)), number);
  });

  test("the version that is written is the version that is expected", () => {
    assert.match(codeOf("60_current_version.sql"), new RegExp(`version = ${DATABASE_VERSION}\\b`));
    assert.match(codeOf("00_preconditions.sql"), new RegExp(`v\\.version > ${DATABASE_VERSION}\\b`));
  });
});

function columnsOf(table: string): readonly string[] {
  const prefix = `column ${table}.`;
  return [...expectedStructure().keys()].flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
}

describe("the original design's columns keep name, type and order", () => {
  test("requests", () => {
    assert.deepEqual(columnsOf("medical_insurance_requests"), [
      "request_id",
      "interface_code",
      "input_data",
      "status",
      "create_time",
      "update_time",
      "mode",
      "interface_class",
      "input_hash",
      "msgid",
      "attempt_count",
      "error_code",
      "lease_token",
      "lease_until",
      "lease_owner",
      "resolution",
      "resolved_at",
      "resolved_by",
      "resolution_reference",
      "resolution_note",
      "request_key",
      "blocked_by",
      "conflict_at",
      "asked_mode",
      "due_at",
      "mdtrt_id",
      "called_by",
      "called_from",
    ]);
    assert.ok(
      readScript("10_medical_insurance_requests.sql").includes(`        request_id int NOT NULL,
        interface_code varchar(10) NOT NULL,
        input_data nvarchar(max) NOT NULL,
        status varchar(20) NOT NULL,
        create_time datetime NOT NULL,
        update_time datetime NULL,
`),
    );
  });

  test("responses", () => {
    assert.deepEqual(columnsOf("medical_insurance_responses"), [
      "response_id",
      "request_id",
      "response_data",
      "infcode",
      "err_msg",
      "create_time",
      "attempt_id",
      "msgid",
      "http_status",
      "duration_ms",
      "reply",
      "judged_at",
    ]);
    assert.ok(
      readScript("12_medical_insurance_responses.sql").includes(`        response_id int IDENTITY(1, 1) NOT NULL,
        request_id int NOT NULL,
        response_data nvarchar(max) NOT NULL,
        infcode varchar(10) NULL,
        err_msg nvarchar(500) NULL,
        create_time datetime NOT NULL,
`),
    );
  });

  test("v_medical_insurance_result", () => {
    assert.deepEqual(viewColumns("20_v_medical_insurance_result.sql"), [
      "request_id",
      "interface_code",
      "input_data",
      "status",
      "request_time",
      "response_data",
      "infcode",
      "err_msg",
      "response_time",
      "result_status",
      "result_id",
      "msgid",
      "error_code",
      "next_action",
      "attempt_count",
      "duration_ms",
      "interface_class",
    ]);
  });

  test("v_medical_insurance_monitor", () => {
    assert.deepEqual(viewColumns("21_v_medical_insurance_monitor.sql"), [
      "interface_code",
      "total_requests",
      "success_count",
      "business_error_count",
      "system_error_count",
      "avg_response_time_seconds",
      "unknown_count",
      "pending_count",
      "oldest_pending_seconds",
      "stuck_count",
      "p95_response_time_seconds",
      "last_5_minutes_requests",
      "last_5_minutes_success_count",
      "last_success_time",
    ]);
    assert.match(codeOf("21_v_medical_insurance_monitor.sql"), /AS decimal\(9, 3\)\) AS avg_response_time_seconds/);
  });

  test("the roles have these rights and no others", () => {
    const rights = readExpectation().grants.map(
      ({ role, permission, object }) =>
        `${role.replace("medical_insurance_", "")} ${permission} ${object.replace("medical_insurance_", "")}`,
    );
    assert.deepEqual(rights, [
      "his EXECUTE sp_call",
      "his EXECUTE sp_wait",
      "his SELECT v_result",
      "his SELECT fn_fields",
      "processor EXECUTE sp_claim",
      "processor EXECUTE sp_next",
      "processor EXECUTE sp_watch",
      "processor EXECUTE sp_holds",
      "processor EXECUTE sp_attempt",
      "processor EXECUTE sp_finish",
      "processor EXECUTE sp_rescue",
      "processor EXECUTE sp_inspect",
      "operator EXECUTE sp_show",
      "operator EXECUTE sp_list",
      "operator EXECUTE sp_resolve",
      "operator EXECUTE sp_rescue",
      "operator EXECUTE sp_report",
      "operator EXECUTE sp_inspect",
      "operator SELECT v_result",
      "operator SELECT v_monitor",
      "operator SELECT v_errors",
      "operator SELECT v_activity",
      "operator SELECT v_outage",
      "operator SELECT v_unreconciled",
      "operator SELECT fn_fields",
      "operator SELECT purges",
    ]);
  });

  test("the page for the auditor names what each role may execute, in both languages, and all that nobody may", async () => {
    const { readFile } = await import("node:fs/promises");
    const page = await readFile(`${sourceFolder()}/AUDIT.md`, "utf8");
    const { grants } = readExpectation();
    const verb = (name: string): string => name.replace(/^sp_medical_insurance_/, "");
    for (const role of ["medical_insurance_his", "medical_insurance_processor", "medical_insurance_operator"]) {
      const executed = grants.filter((grant) => grant.role === role && grant.permission === "EXECUTE");
      const rows = [...page.matchAll(new RegExp(`^\\| \`${role}\`.*? \\| (?:EXECUTE|执行) ([^;；|]*)`, "gm"))];
      assert.equal(rows.length, 2, role);
      for (const [, list = ""] of rows)
        assert.deepEqual(list.trim().split(/, |、/).sort(), executed.map(({ object }) => verb(object)).sort());
    }
    const views = grants.filter(({ role, object }) => role === "medical_insurance_operator" && object.startsWith("v_"));
    assert.match(page, new RegExp(`SELECT the ${["five", "six", "seven"][views.length - 5]} views`));
    assert.match(page, new RegExp(`查询${"五六七"[views.length - 5]}个视图`));
    const modules = DATABASE_SCRIPTS.flatMap((script) =>
      splitBatches(readScript(script)).flatMap((sql) => moduleOf(sql) ?? []),
    );
    const internal = modules.filter(({ name }) => !grants.some(({ object }) => object === name));
    assert.ok(internal.length > 10);
    for (const { name } of internal) {
      const short = name.replace(/^(?:sp|v)_medical_insurance/, "");
      assert.ok(page.split(new RegExp(`\\b${name}\\b|\`${short}\``)).length > 2, name);
    }
  });

  for (const page of ["README.md", "README.zh-CN.md"])
    test(`${page} lists each right of each role`, async () => {
      const { readFile } = await import("node:fs/promises");
      const rows = (await readFile(`${sourceFolder()}/${page}`, "utf8")).match(
        /^\| `\w+` \| (?:EXECUTE|SELECT|–) .*$/gm,
      );
      const roles = ["medical_insurance_his", "medical_insurance_processor", "medical_insurance_operator"];
      const listed = (rows ?? []).flatMap((row) => {
        const [object = "", ...rights] = row
          .split("|")
          .map((cell) => cell.trim().replaceAll("`", ""))
          .filter(Boolean);
        return rights.flatMap((right, index) => (right === "–" ? [] : [`${right} ${object} ${roles[index]}`]));
      });
      const granted = readExpectation().grants.map(({ permission, object, role }) => `${permission} ${object} ${role}`);
      assert.deepEqual(listed.sort(), granted.sort());
    });
});
