import assert from "node:assert/strict";
import { before, test } from "node:test";
import { viewsVerb } from "../../../src/cli/db-views.ts";
import { splitBatches } from "../../../src/installation/batches.ts";
import { knownInterfaces } from "../../../src/interfaces/known-interfaces.ts";
import { errorNumberOf } from "../../rig/procedures.ts";
import { finished, type Given, unknownOutcome } from "./given.ts";

export function typedViews(given: Given): void {
  let script: readonly string[];
  before(async () => {
    const known = knownInterfaces(null, "hunan");
    assert.ok(!("reason" in known));
    script = splitBatches((await viewsVerb(known, ["1101", "2207"], null)).text.slice(1));
  });

  const answered = async (code: string, responseData: string): Promise<number> =>
    (await finished(given().client, code, { responseData })).requestId;

  test("the views of 1101 and 2207 are there for HIS when their script has been run", async () => {
    const { server, client } = given();
    const his = await server.connectAsHis("HIS");
    const sql = "SELECT TOP (0) request_id FROM dbo.v_mi_1101_baseinfo";
    assert.equal(await errorNumberOf(his.batch(sql)), 208);
    const [create = ""] = script.filter((batch) => batch.includes("VIEW dbo.v_mi_1101_baseinfo"));
    assert.equal(await errorNumberOf(his.batch(create)), 262);
    await client.batch(create);
    assert.equal(await errorNumberOf(his.batch(sql)), 229);
    for (const batch of script) await client.batch(batch);
    assert.deepEqual(await his.batch(sql), []);
    const grant = "GRANT SELECT ON dbo.v_mi_9999_baseinfo TO medical_insurance_his";
    assert.equal(await errorNumberOf(client.batch(grant)), 15151);
  });

  test("the views of 1101 and 2207 give a reply's fields as rows with types", async () => {
    const { client } = given();
    const looked = await answered(
      "1101",
      '{"infcode":"0","output":{"baseinfo":{"psn_name":"张三","brdy":"1990-01-01"},"insuinfo":[{"balc":12.30},{"balc":"x"}]}}',
    );
    const settled = await answered(
      "2207",
      '{"infcode":0,"output":{"setlinfo":{"medfee_sumamt":120.50,"setl_time":"2024-12-01 10:20:30"},"setldetail":[{"fund_payamt":1},{"fund_payamt":2.5}]}}',
    );
    const unknown = (await finished(client, "2207", unknownOutcome)).requestId;
    assert.deepEqual(
      await client.batch(
        `SELECT v.row_no, v.psn_name, v.brdy, v.naty FROM dbo.v_mi_1101_baseinfo AS v WHERE v.request_id = ${looked}`,
      ),
      [{ row_no: 1, psn_name: "张三", brdy: new Date(1990, 0, 1), naty: null }],
    );
    assert.deepEqual(
      await client.batch(
        `SELECT v.row_no, CAST(v.balc AS varchar(30)) AS balc FROM dbo.v_mi_1101_insuinfo AS v WHERE v.request_id = ${looked} ORDER BY v.row_no`,
      ),
      [
        { row_no: 1, balc: "12.3000" },
        { row_no: 2, balc: null },
      ],
    );
    assert.deepEqual(
      await client.batch(
        `SELECT CAST(v.medfee_sumamt AS varchar(30)) AS medfee_sumamt, v.setl_time FROM dbo.v_mi_2207_setlinfo AS v WHERE v.request_id IN (${settled}, ${unknown})`,
      ),
      [{ medfee_sumamt: "120.5000", setl_time: new Date(2024, 11, 1, 10, 20, 30) }],
    );
    assert.deepEqual(
      await client.batch(
        `SELECT v.row_no, CAST(v.fund_payamt AS varchar(30)) AS fund_payamt FROM dbo.v_mi_2207_setldetail AS v WHERE v.request_id = ${settled} AND v.fund_payamt > 1`,
      ),
      [{ row_no: 2, fund_payamt: "2.5000" }],
    );
  });
}
