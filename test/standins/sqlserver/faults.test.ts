import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type Client, connect } from "../../rig/client.ts";
import { call, claim, errorNumberOf } from "../../rig/procedures.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

const claimName = "sp_medical_insurance_claim";
/** Long enough for an answer on a busy machine: the same client is answered before and after it gives up. */
const PATIENCE_MS = 1000;

describe("a planned fault", () => {
  let standIn: SqlServerStandIn;
  let client: Client;
  let requestId: number;

  const open = (requestTimeoutMs?: number): Promise<Client> => {
    const { host, port, user, password, database } = standIn;
    return connect({ host, port, user, password, database, encrypt: false }, requestTimeoutMs);
  };
  const status = (): string | undefined => standIn.tables.medical_insurance_requests[0]?.status;

  beforeEach(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [] });
    client = await open();
    requestId = await call(client);
  });
  afterEach(async () => {
    client.close();
    await standIn.stop();
  });

  test("raises its error as often as planned, and then the procedure is executed", async () => {
    standIn.faults.raise(claimName, 1205, 2);
    assert.equal(await errorNumberOf(claim(client, requestId)), 1205);
    assert.equal(await errorNumberOf(claim(client, requestId)), 1205);
    assert.equal(status(), "PENDING");
    assert.equal((await claim(client, requestId)).row?.request_id, requestId);
  });

  test("raises its error for ever until it is cleared", async () => {
    standIn.faults.raise(claimName, 1205);
    for (let time = 0; time < 5; time++) assert.equal(await errorNumberOf(claim(client, requestId)), 1205);
    standIn.faults.clear();
    assert.equal((await claim(client, requestId)).row?.request_id, requestId);
  });

  test("raises its error after the procedure was executed", async () => {
    standIn.faults.raise(claimName, 1205, 1, "after");
    assert.equal(await errorNumberOf(claim(client, requestId)), 1205);
    assert.equal(status(), "PROCESSING");
  });

  test("of severity 20 closes the connection after its error", async () => {
    standIn.faults.raise(claimName, 40197, 1, "before", { severity: 20 });
    assert.equal(await errorNumberOf(claim(client, requestId)), 40197);
    await assert.rejects(claim(client, requestId));
    assert.equal(standIn.calls.filter(({ procedure }) => procedure === claimName).length, 1);
  });

  for (const [moment, expected] of [
    ["before", "PENDING"],
    ["after", "PROCESSING"],
  ] as const) {
    test(`drops the connection ${moment} the procedure is executed`, async () => {
      standIn.faults.drop(claimName, moment);
      await assert.rejects(claim(client, requestId), { code: "ECONNRESET" });
      assert.equal(status(), expected);
    });

    test(`holds the client ${moment} the procedure is executed, and lets it go on`, async () => {
      const hold = standIn.faults.hold(claimName, moment);
      const claimed = claim(client, requestId);
      await hold.reached;
      assert.equal(status(), expected);
      hold.release();
      assert.equal((await claimed).row?.request_id, requestId);
    });

    test(`a client that gives up while it is held ${moment} the procedure gets no answer but can go on`, async () => {
      const impatient = await open(PATIENCE_MS);
      standIn.faults.hold(claimName, moment);
      await assert.rejects(claim(impatient, requestId), { code: "ETIMEOUT" });
      assert.equal(status(), expected);
      assert.equal((await claim(impatient, requestId)).row?.request_id, requestId);
      impatient.close();
    });
  }

  test("holds a client that dies meanwhile, and executes what had arrived", async () => {
    const hold = standIn.faults.hold(claimName, "before");
    const other = await open();
    const claimed = claim(other, requestId);
    await hold.reached;
    other.close();
    await assert.rejects(claimed);
    hold.release();
    assert.deepEqual(await claim(client, requestId, { token: "00000000-0000-4000-8000-000000000001" }), {
      row: undefined,
      refusal: "TAKEN",
    });
  });

  test("meets a held client on its release", async () => {
    const hold = standIn.faults.hold(claimName, "after");
    const claimed = claim(client, requestId);
    await hold.reached;
    hold.release({ kind: "drop" });
    await assert.rejects(claimed, { code: "ECONNRESET" });
    assert.equal(status(), "PROCESSING");
  });

  test("leaves the connection open and silent, for the client's attention too", async () => {
    const impatient = await open(PATIENCE_MS);
    standIn.faults.silence(claimName, "after");
    await assert.rejects(claim(impatient, requestId), { code: "ETIMEOUT" });
    assert.equal(status(), "PROCESSING");
    impatient.close();
  });

  test("strikes a procedure that is executed in SQL text too", async () => {
    standIn.faults.raise("sp_medical_insurance_rescue", 1205, 1);
    assert.equal(await errorNumberOf(client.batch("EXEC sp_medical_insurance_rescue")), 1205);
  });

  test("at login refuses it with its number, and the next is let in", async () => {
    standIn.faults.raise("login", 17142, 1);
    await assert.rejects(open(), { message: "Injected error 17142." });
    (await open()).close();
  });

  for (const place of ["connect", "login"] as const) {
    for (const moment of ["before", "after"] as const) {
      test(`at ${place}, ${moment} it is done, closes the connection before the client is let in`, async () => {
        standIn.faults.drop(place, moment);
        await assert.rejects(open(), { code: "ESOCKET" });
        assert.equal(standIn.logins, 1);
        (await open()).close();
      });
    }
  }

  test("strikes the client's own settings after the login", async () => {
    standIn.faults.drop("batch", "before");
    await assert.rejects(open(), { code: "ESOCKET" });
  });

  test("takes the whole server away and brings it back with its tables", async () => {
    await standIn.goAway();
    await assert.rejects(claim(client, requestId));
    await assert.rejects(open(), { code: "ESOCKET" });
    await standIn.comeBack();
    const again = await open();
    assert.equal((await claim(again, requestId)).row?.request_id, requestId);
    again.close();
  });
});
