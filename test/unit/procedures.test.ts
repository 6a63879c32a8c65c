import assert from "node:assert/strict";
import { test } from "node:test";
import { readConnectionString } from "../../src/config/connection-string.ts";
import { claimNext } from "../../src/store/claim.ts";
import { finishRequest, tryingToTheEnd } from "../../src/store/finish.ts";
import { openProcedures } from "../../src/store/procedures.ts";
import { FINISH } from "../rig/spool-folder.ts";
import { startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";

const lease = { token: "4f0f3d1c-97a8-4be5-a6c1-2f3f3f1f0a01", owner: "host:1", seconds: 75, requestedBy: "tester" };
const DAY_MS = 86_400_000;

test("a worker's connection is made anew before the milliseconds since its login are too many for an int", async (t) => {
  const sql = await startSqlServerStandIn({ interfaces: [] });
  const read = readConnectionString(sql.connectionString, null);
  assert.ok("settings" in read);
  let elapsedMs = 0;
  const clock = { elapsedMs: () => elapsedMs, epochMs: () => elapsedMs };
  const timing = { clock, random: () => 0, sleep: async () => {} };
  const procedures = openProcedures(read.settings, timing, { repeats: () => {}, ends: () => {} });
  t.after(() => procedures.close());
  t.after(() => sql.stop());
  const ask = async (): Promise<string> =>
    (await claimNext(procedures, { ...lease, fixmedinsCode: "H12345678901" }, elapsedMs + 20_000)).reason;
  assert.equal(await ask(), "empty");
  elapsedMs += DAY_MS / 4;
  assert.equal(await ask(), "empty");
  assert.equal(sql.logins, 1);
  elapsedMs += 25 * DAY_MS;
  assert.equal(await ask(), "empty");
  assert.equal(sql.logins, 2);
});

test("a finish that has no answer yet is a late one after a second, long before the call is given up", async (t) => {
  const sql = await startSqlServerStandIn({ interfaces: [] });
  const read = readConnectionString(sql.connectionString, null);
  assert.ok("settings" in read);
  const clock = { elapsedMs: () => 0, epochMs: () => 0 };
  const timing = { clock, random: () => 0, sleep: async () => {} };
  const procedures = openProcedures(read.settings, timing, { repeats: () => {}, ends: () => {} });
  t.after(() => procedures.close());
  t.after(() => sql.stop());
  const hold = sql.faults.hold("sp_medical_insurance_finish", "before");
  let delays = 0;
  const onDelay = (): void => void delays++;
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answer = finishRequest(procedures, FINISH, null, 20_000, tryingToTheEnd(onDelay));
  await hold.reached;
  const delaysAfter = [999, 1].map((ms) => {
    t.mock.timers.tick(ms);
    return delays;
  });
  hold.release();
  assert.equal((await answer).reason, "attempt-unknown");
  assert.deepEqual([...delaysAfter, delays], [0, 1, 1]);
});
