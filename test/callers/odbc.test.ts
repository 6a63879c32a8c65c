import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { lookUp } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";
import { codeOf } from "./guide.ts";

const needed = "import pyodbc; assert 'FreeTDS' in pyodbc.drivers()";
const python = ["python3", "/usr/bin/python3"].find((each) => spawnSync(each, ["-c", needed]).status === 0);
const withoutPython = python === undefined ? "pyodbc is not installed (Debian: python3-pyodbc tdsodbc)" : false;
const hasDriver = String(spawnSync("odbcinst", ["-q", "-d"]).stdout).includes("[FreeTDS]");
const withoutIsql =
  hasDriver && spawnSync("isql", ["--version"]).status !== null ? false : "no isql with FreeTDS' driver";
const withoutBsqldb = spawnSync("bsqldb", ["-v"]).error === undefined ? false : "bsqldb is not installed";

const batch = `DECLARE @id int; EXEC sp_medical_insurance_call @interface_code = '1101', @input_data = N'{"psn_name":"张三"}', @result_id = @id OUTPUT, @mode = 'queue'; SELECT result_id, result_status, err_msg FROM v_medical_insurance_result WHERE result_id = @id`;

/** What HIS calls in Python, with its values by their place; pyodbc is also the client of the original design's processor. */
const prelude = `
import json, pyodbc, sys
def connect(autocommit=True):
    return pyodbc.connect(sys.argv[1], autocommit=autocommit)
CALL = """DECLARE @id int;
EXEC dbo.sp_medical_insurance_call @interface_code = ?, @input_data = ?, @result_id = @id OUTPUT, @mode = ?;
SELECT result_id, input_data, request_time, err_msg FROM dbo.v_medical_insurance_result WHERE result_id = @id"""
def call(connection, input, mode="queue"):
    row = connection.execute(CALL, "1101", input, mode).fetchone()
    return [row[0], row[1], row[2].isoformat(timespec="seconds"), row[3]]
def refusal(act):
    try:
        return act()
    except pyodbc.Error as error:
        return error.args
def say(answer):
    print(json.dumps(answer))
`;

const standInProgram = `${prelude}
connection = connect()
say([call(connection, '{"psn_name":"%s"}' % name) for name in ["张三", "长" * 50000]])
say(refusal(lambda: connection.execute("SELECT @@VERSION")))
say(connection.execute("SELECT status FROM v_medical_insurance_result WHERE request_id = ?", 2).fetchone()[0])
manual = connect(autocommit=False)
kept = call(manual, '{"n":1}')[0]
manual.commit()
say(refusal(lambda: call(manual, '{"n":2}', "sync")))
lost = call(manual, '{"n":3}')[0]
manual.rollback()
say([len(connection.execute("SELECT status FROM v_medical_insurance_result WHERE request_id = ?", id).fetchall()) for id in [kept, lost]])
connection.timeout = 1
say(refusal(lambda: connection.execute("EXEC dbo.sp_medical_insurance_wait @result_id = ?", kept)))
say(connection.execute("SELECT status FROM v_medical_insurance_result WHERE request_id = ?", kept).fetchone()[0])
`;

const guideProgram = `${prelude}
connection = connect()
id = call(connection, sys.argv[2], "sync")[0]
say([list(connection.execute(sql, id).fetchone()) for sql in sys.argv[3:]])
`;

describe("pyodbc", { skip: withoutPython }, () => {
  test("calls with values, is refused and goes on; in a transaction of HIS too; and ends by its own timeout", async (t) => {
    const standIn = await startSqlServerStandIn({ interfaces: [], clock: () => new Date(2026, 1, 28, 23, 59, 58) });
    t.after(() => standIn.stop());
    const [calls, unknown, status, inTransaction, counts, timeout, afterwards] = await runPython(
      standInProgram,
      standIn,
    );
    assert.deepEqual(calls, [
      [1, '{"psn_name":"张三"}', "2026-02-28T23:59:58", null],
      [2, `{"psn_name":"${"长".repeat(50_000)}"}`, "2026-02-28T23:59:58", null],
    ]);
    assert.match(String(unknown), /^42000,.*Incorrect syntax near '@@VERSION'\. \(102\)/);
    assert.equal(status, "PENDING");
    assert.match(String(inTransaction), /^42000,.*不能在未提交的事务里调用.* \(51002\)/);
    assert.deepEqual(counts, [1, 0]);
    assert.match(String(timeout), /^HYT00,/);
    assert.equal(afterwards, "PENDING");
  });

  test("reads with the statements of PowerBuilder's and Delphi's guides", async (t) => {
    const statements = [
      ...[...codeOf("powerbuilder.md", "powerbuilder").matchAll(/SELECT [^;]*/g)].map(([sql]) =>
        sql.replace(/ INTO .*?(?= FROM )/, "").replace(":ll_id", "?"),
      ),
      ...[...codeOf("delphi.md", "delphi").matchAll(/'(SELECT (?:[^']|'')*)'/g)].map(([, sql = ""]) =>
        sql.replaceAll("''", "'").replace(":id", "?"),
      ),
    ];
    assert.equal(statements.length, 4);
    const rig = await rigFor(t);
    assert.deepEqual(await runPython(guideProgram, rig.sql, JSON.stringify(lookUp), ...statements), [
      [["SUCCESS", ""], ["张三"], ["SUCCESS", ""], ["张三"]],
    ]);
  });
});

describe("a client that takes SQL from its standard input", () => {
  let standIn: SqlServerStandIn;
  before(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [] });
  });
  after(() => standIn.stop());

  test("isql calls, reads and is refused", { skip: withoutIsql }, async () => {
    const args = ["-v", "-b", "-k", "-d|", connectionString(standIn)];
    const output = await feed("isql", args, `${batch}\nEXEC sp_medical_insurance_wait @result_id = 0\n`);
    assert.match(output, /^1\|PROCESSING\|$/m);
    assert.match(output, /^\[37000\]\[FreeTDS\]\[SQL Server\]没有这个请求编号/m);
    assert.equal(standIn.tables.medical_insurance_requests.at(-1)?.input_data, '{"psn_name":"张三"}');
  });

  test("bsqldb (DB-Library) calls, reads and is refused", { skip: withoutBsqldb }, async () => {
    const { host, port, user, password, database } = standIn;
    const args = ["-S", `${host}:${port}`, "-U", user, "-P", password, "-D", database, "-h", "-t", "|"];
    const output = await feed("bsqldb", args, `${batch}\ngo\nEXEC sp_medical_insurance_wait @result_id = 0\ngo\n`);
    assert.match(output, /^\s*\d+ *\|PROCESSING *\|NULL/m);
    assert.match(output, /Msg 51003, Level 16, State 1\n.*Procedure 'sp_medical_insurance_wait'/);
  });
});

function connectionString({ host, port, user, password, database }: SqlServerStandIn): string {
  return `DRIVER={FreeTDS};SERVER=${host};PORT=${port};DATABASE=${database};UID=${user};PWD=${password};TDS_Version=7.4`;
}

async function runPython(
  program: string,
  standIn: SqlServerStandIn,
  ...words: readonly string[]
): Promise<readonly unknown[]> {
  const args = ["-c", program, connectionString(standIn), ...words];
  const { stdout } = await promisify(execFile)(python ?? "", args, { maxBuffer: 4 * 1024 * 1024 });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

/** What the client prints, on both streams. */
async function feed(command: string, args: readonly string[], input: string): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, LC_ALL: "C.UTF-8", TDSVER: "7.4" } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  child.stdin.end(input);
  await once(child, "close");
  return output;
}
