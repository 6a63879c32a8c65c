import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMON, INFNOS, readSchemaFile } from "./schema-files.ts";

const tables = COMMON["common/codes.json"]?.definitions ?? {};

test("all 299 code tables of the specification are there with their 3411 codes, and one for yes and no", () => {
  const { yes_no, ...specified } = tables;
  assert.equal(Object.keys(specified).length, 299);
  assert.equal(
    Object.values(specified).reduce((count, { codes }) => count + Object.keys(codes ?? {}).length, 0),
    3411,
  );
  assert.deepEqual(yes_no?.codes, { "0": "否", "1": "是" });
});

test("only flags of 0 and 1 are closed; an empty text always passes", () => {
  const closed = Object.entries(tables).filter(([, table]) => table.enum !== undefined);
  const others = closed.filter(([, table]) => table.enum?.join() !== ",0,1").map(([name]) => name);
  assert.deepEqual(others, []);
  // Products know further codes of these.
  for (const open of [
    "mdtrt_cert_type",
    "rx_flag",
    "insutype",
    "med_type",
    "psn_cert_type",
    "acct_used_flag",
    "hosp_appr_flag",
  ]) {
    assert.equal(tables[open]?.enum, undefined, open);
  }
});

test("a code of a closed table is a code that its names explain", () => {
  for (const [name, table] of Object.entries(tables)) {
    if (table.enum === undefined) continue;
    assert.deepEqual(table.enum.slice(1), Object.keys(table.codes ?? {}).sort(), name);
  }
});

test("every schema carries the code of its file name", () => {
  for (const infno of INFNOS) assert.equal(readSchemaFile(`${infno}.json`).infno, infno);
});
