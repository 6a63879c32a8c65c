import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { readCertificate } from "../insurer/certificates.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

/** FreeTDS' own client: a reading of the protocol that shares nothing with this project's. */
const isInstalled = spawnSync("tsql", ["-C"]).status === 0;
const skip = isInstalled ? false : "tsql is not installed (Debian: freetds-bin)";

const seedBatch = `
DECLARE @settle_result_id INT;

EXEC sp_medical_insurance_call
    @interface_code = '2207',
    @input_data = '{"psn_no": "430123199001011234", "psn_name": "张三"}',
    @result_id = @settle_result_id OUTPUT,
    @mode = 'queue';

-- 查询结算结果
SELECT result_id, interface_code, input_data, result_status, response_data
FROM v_medical_insurance_result WHERE request_id = @settle_result_id;
go
`;

describe("FreeTDS' tsql", { skip }, () => {
  let standIn: SqlServerStandIn;

  before(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [] });
  });
  after(() => standIn.stop());

  for (const version of ["7.3", "7.4"]) {
    test(`logs in with TDS ${version}, calls and reads the view`, async () => {
      const { stdout } = await tsql(standIn, version, seedBatch);
      const [, row] = stdout.split("\n").filter((line) => line.includes("\t"));
      const requestId = standIn.tables.medical_insurance_requests.at(-1)?.request_id;
      assert.equal(row, `${requestId}\t2207\t{"psn_no": "430123199001011234", "psn_name": "张三"}\tPROCESSING\tNULL`);
      assert.match(stdout, /\(return status = 0\)/);
      assert.match(stdout, /\(1 row affected\)/);
    });
  }

  test("logs in over TLS", async (t) => {
    const secure = await startSqlServerStandIn({ interfaces: [], tls: readCertificate("server") });
    const folder = mkdtempSync(join(tmpdir(), "freetds-"));
    t.after(async () => {
      rmSync(folder, { recursive: true });
      await secure.stop();
    });
    const configuration = join(folder, "freetds.conf");
    writeFileSync(configuration, `[secure]\nhost = ${secure.host}\nport = ${secure.port}\nencryption = require\n`);
    const login = ["-S", "secure", "-U", secure.user, "-P", secure.password];
    const sql = "SELECT result_id FROM v_medical_insurance_result WHERE result_id = 1\ngo\n";
    const { stdout } = await run(login, { FREETDSCONF: configuration, TDSVER: "7.4" }, sql);
    assert.match(stdout, /\n1> 2> result_id\n/);
    assert.equal(secure.logins, 1);
  });

  test("is told the error's number, severity, state and line", async () => {
    const { stderr } = await tsql(standIn, "7.4", "DECLARE @id int;\nSELECT @@VERSION\ngo\n");
    assert.match(
      stderr,
      /Msg 102 \(severity 15, state 1\) from STANDIN Line 2:\n\t"Incorrect syntax near '@@VERSION'\."/,
    );
  });

  test("is told a procedure's own error", async () => {
    const { stderr } = await tsql(standIn, "7.4", "EXEC sp_medical_insurance_wait @result_id = 0\ngo\n");
    assert.match(stderr, /Msg 51003 \(severity 16, state 1\) from STANDIN/);
    assert.match(stderr, /没有这个请求编号/);
  });

  test("is refused with a wrong password and with an unknown database", async () => {
    assert.match((await tsql(standIn, "7.4", "", ["-P", "wrong"])).stderr, /Msg 18456 /);
    assert.match((await tsql(standIn, "7.4", "", ["-D", "HIS2"])).stderr, /Msg 4060 /);
  });

  test("is turned away with a protocol older than 7.3", async () => {
    assert.match((await tsql(standIn, "7.0", "")).stderr, /Unexpected EOF from the server/);
  });
});

function tsql(standIn: SqlServerStandIn, version: string, input: string, more: readonly string[] = []) {
  const { host, port, user, password, database } = standIn;
  const login = ["-H", host, "-p", String(port), "-U", user, "-P", password, "-D", database, ...more];
  return run(login, { TDSVER: version }, input);
}

async function run(args: readonly string[], variables: Readonly<Record<string, string>>, input: string) {
  const child = spawn("tsql", args, { env: { ...process.env, ...variables, LC_ALL: "C.UTF-8" } });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  }
  child.stdin.end(input);
  await once(child, "close");
  return output;
}
