import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { type Client, connect } from "../../rig/client.ts";
import { call, claim, errorNumberOf, view } from "../../rig/procedures.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "./sqlserver.ts";

describe("an open transaction", () => {
  let standIn: SqlServerStandIn;
  let client: Client;
  let other: Client;

  beforeEach(async () => {
    standIn = await startSqlServerStandIn({ interfaces: [] });
    const { host, port, user, password, database } = standIn;
    const address = { host, port, user, password, database, encrypt: false };
    [client, other] = await Promise.all([connect(address), connect(address)]);
    await client.begin();
  });
  afterEach(async () => {
    client.close();
    other.close();
    await standIn.stop();
  });

  test("shows its own request and hides it from others until it is committed", async () => {
    const requestId = await call(client);
    assert.equal((await view(client, requestId)).status, "PENDING");
    assert.deepEqual(await view(other, requestId), {});
    await client.commit();
    assert.equal((await view(other, requestId)).status, "PENDING");
  });

  test("takes its request with it when its connection is lost", async () => {
    const requestId = await call(client);
    client.close();
    assert.deepEqual(await view(other, requestId), {});
    assert.deepEqual(standIn.tables.medical_insurance_requests, []);
  });

  test("refuses the procedures whose writes it could not take back", async () => {
    assert.equal(await errorNumberOf(claim(client, 1)), 3930);
  });

  test("is gone after a commit, and a second commit is refused", async () => {
    await client.commit();
    assert.equal((await claim(client, 1)).refusal, "MISSING");
    assert.equal(await errorNumberOf(client.commit()), 3900);
  });
});
