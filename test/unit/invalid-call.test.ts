import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/store/session.ts";
import { startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";

test("a parameter that the driver cannot send is not a database that is away, and the connection goes on", async (t) => {
  const server = await startSqlServerStandIn({ interfaces: [] });
  t.after(() => server.stop());
  const { host, port, database, user, password } = server;
  const rest = {
    instanceName: null,
    domain: null,
    encrypt: false,
    trustServerCertificate: false,
    tlsMinVersion: "TLSv1.2",
    multiSubnetFailover: false,
    applicationName: "test",
  } as const;
  const session = await connect({ server: host, port, database, user, password, ...rest }, 5000);
  assert.ok(!("reason" in session), JSON.stringify(session));
  t.after(() => session.close());
  const invalid = await session.call(
    "sp_medical_insurance_finish",
    { lease_token: { type: "uniqueidentifier", value: "x" } },
    5000,
  );
  assert.deepEqual(invalid, { reason: "call-invalid", cause: "Invalid GUID." });
  const time = { type: "datetime2", value: new Date(Number.NaN) } as const;
  const thrown = await session.call("sp_medical_insurance_finish", { sent_at: time }, 5000);
  assert.deepEqual(thrown, { reason: "call-invalid", cause: "Invalid time value" });
  assert.ok(!server.calls.some(({ procedure }) => procedure === "sp_medical_insurance_finish"));
  const rescued = { type: "int", value: null, isOutput: true } as const;
  const request_id = { type: "int", value: null } as const;
  const result = await session.call("sp_medical_insurance_rescue", { request_id, rescued }, 5000);
  assert.deepEqual(result, { rows: [], output: { rescued: 0 } });
});
