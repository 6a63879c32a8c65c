import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

/** The client of the seed's own processor. Through ODBC its texts come as sp_prepexec, with values by their place. */
const needed = "import pyodbc; assert 'FreeTDS' in pyodbc.drivers()";
const python = ["python3", "/usr/bin/python3"].find((each) => spawnSync(each, ["-c", needed]).status === 0);
const skip = python === undefined ? "pyodbc is not installed (Debian: python3-pyodbc tdsodbc)" : false;

const program = `
import json, pyodbc, sys
cursor = pyodbc.connect(sys.argv[1], autocommit=True).cursor()
call = """DECLARE @id int;
EXEC sp_medical_insurance_call @interface_code=?, @input_data=?, @result_id=@id OUTPUT, @mode='queue';
SELECT request_id, input_data, request_time FROM v_medical_insurance_result WHERE request_id=@id"""
for name in ["张三", "李四" * 1900]:
    row = cursor.execute(call, "1101", '{"psn_name":"%s"}' % name).fetchone()
    print(json.dumps([row[0], row[1], row[2].isoformat(timespec="seconds")]))
try:
    cursor.execute("SELECT 1")
except pyodbc.Error as error:
    print(json.dumps(error.args[1]))
print(json.dumps(cursor.execute("SELECT status FROM v_medical_insurance_result WHERE request_id = ?", 2).fetchone()[0]))
`;

describe("pyodbc", { skip }, () => {
  let standIn: SqlServerStandIn;

  before(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [], clock: () => new Date(2026, 1, 28, 23, 59, 58) });
  });
  after(() => standIn.stop());

  test("calls with values, is refused and goes on", async () => {
    const { host, port, user, password, database } = standIn;
    const connection = `DRIVER={FreeTDS};SERVER=${host};PORT=${port};DATABASE=${database};UID=${user};PWD=${password};TDS_Version=7.4`;
    const { stdout } = await promisify(execFile)(python ?? "", ["-c", program, connection]);
    const [first, second, refusal, status] = stdout
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    assert.deepEqual(first, [1, '{"psn_name":"张三"}', "2026-02-28T23:59:58"]);
    assert.deepEqual(second, [2, `{"psn_name":"${"李四".repeat(1900)}"}`, "2026-02-28T23:59:58"]);
    assert.match(String(refusal), /Incorrect syntax near '1'\. \(102\)/);
    assert.equal(status, "PENDING");
    assert.equal(standIn.calls.filter(({ procedure }) => procedure === "sp_prepexec").length, 3);
  });
});
