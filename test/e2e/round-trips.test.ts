import assert from "node:assert/strict";
import { suite, type TestContext, test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { openRelay, type Relay } from "../rig/relay.ts";
import { type RigOptions, rigFor } from "../rig/rig.ts";
import { caFile, readCertificate } from "../standins/insurer/certificates.ts";
import { assertEnded, success } from "./agreement.ts";

interface Trips {
  /** To the database, one after another: the connection, and each answer. */
  readonly database: number;
  /** To the insurer, over that connection: nothing else goes on meanwhile. */
  readonly insurerAfterwards: number;
}

/** Runs a settlement through relays. The insurer's connection is made before the database answers anything: it asks for nothing. */
async function countTrips(
  t: TestContext,
  options: RigOptions,
  words: string,
  answersToConnect: number,
): Promise<Trips> {
  const rig = await rigFor(t, options);
  const database = await openRelay(rig.sql);
  const insurer = await openRelay(rig.insurer);
  t.after(() => [database, insurer].map((relay) => relay.close()));
  const connection_string =
    rig.sql.connectionString.replace(/SERVER=[^;]+/, `SERVER=127.0.0.1,${database.port}`) + words;
  const base_url = rig.insurer.url.replace(/[^/]+$/, `localhost:${insurer.port}`);
  await rig.configure({ database: { connection_string }, sdk: { ...options.configuration?.sdk, base_url } });
  const connecting = rig.sql.faults.hold("connect", "before");
  const id = rig.insert("2207", settlement());
  const { ended } = rig.start(id);
  await connecting.reached;
  await until(() => insurer.connections > 0 && insurer.answers === answersToConnect);
  const before = tripsOf(insurer);
  connecting.release();
  await assertEnded(rig, id, await ended, "line", success);
  return {
    database: tripsOf(database),
    insurerAfterwards: tripsOf(insurer) - before,
  };
}

function tripsOf({ connections, answers }: Relay): number {
  return connections + answers;
}

/** A test that waits in vain fails by its time limit. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const TIME_LIMIT = { timeout: 30_000 };

suite("the round trips that a cashier waits for", () => {
  test("7 in clear: connect, prelogin, login, settings, claim; POST; finish", TIME_LIMIT, async (t) => {
    assert.deepEqual(await countTrips(t, {}, "", 0), { database: 6, insurerAfterwards: 1 });
  });

  test("9 over TLS, which the connection to the database needs 2 more for", TIME_LIMIT, async (t) => {
    const tls = readCertificate("server");
    const options = { insurer: { tls }, sql: { tls }, configuration: { sdk: { ca_file: caFile } } };
    const words = ";Encrypt=yes;TrustServerCertificate=yes";
    assert.deepEqual(await countTrips(t, options, words, 2), { database: 8, insurerAfterwards: 1 });
  });
});
