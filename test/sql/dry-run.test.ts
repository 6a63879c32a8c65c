import assert from "node:assert/strict";
import { test } from "node:test";
import { installDatabase } from "../../src/installation/install.ts";
import type { Database } from "../../src/installation/installed.ts";
import { ROLLBACK_BATCH } from "../../src/installation/plan.ts";
import { showInstalled } from "../../src/report/installation.ts";
import { INTERFACES } from "../rig/server.ts";

/** What 55_old_requests.sql gives over three kinds of old requests. */
const OLD_ROWS = [
  { old_status: null, interface_class: null, error_code: null, requests: 2 },
  { old_status: "CANCELLED", interface_class: null, error_code: null, requests: 3 },
  { old_status: "PENDING", interface_class: "C", error_code: "OUTCOME_UNKNOWN", requests: 4 },
];

test("a dry run takes everything back, leaves the server alone, and says what would change", async () => {
  const batches: string[] = [];
  const database: Database = {
    runBatch: async (sql) => {
      batches.push(sql);
      if (sql.includes("AS old_class"))
        return { rows: [{ interface_code: "2207", old_class: "A", new_class: "C" }], output: {} };
      return { rows: sql.includes("DECLARE @changed table") && sql.includes("old_status") ? OLD_ROWS : [], output: {} };
    },
  };
  const choices = { processorPath: "C:\\MedicalInsurance\\processor.exe", orgCode: null, interfaces: INTERFACES };
  const { exitCode, text } = showInstalled(await installDatabase(database, choices, true));
  assert.equal(exitCode, 0);
  assert.equal(batches.at(-1), ROLLBACK_BATCH);
  assert.ok(!batches.some((sql) => /^COMMIT/.test(sql) || sql.includes("CREATE CERTIFICATE")));
  const lines = text.split("\n");
  assert.match(lines[0] ?? "", /^nothing was changed; version \d+ would be installed: /);
  assert.deepEqual(lines.slice(1), [
    "interface 2207: class A becomes C, as this version has it; a stricter class belongs into the hospital's own schema (schemas/README.md)",
    "old responses that are not JSON: 2 stay as they are",
    "old requests, CANCELLED: 3 stay as they are; this is not a status of these objects, and the view shows PROCESSING",
    "old requests, class C, PENDING: 4 become OUTCOME_UNKNOWN",
    "without --dry-run the database is changed, and then the server part",
  ]);
});
