import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { caFile, readCertificate } from "../standins/insurer/certificates.ts";
import { assertEnded, normalise, success } from "./agreement.ts";

const trust =
  "; give the server a trusted certificate, or write TrustServerCertificate=yes (or Encrypt=no) into database.connection_string\n";

suite("encryption", { concurrency: 2 }, () => {
  for (const keywords of [
    "Encrypt=yes;TrustServerCertificate=yes",
    "Encrypt=Mandatory;Trust Server Certificate=True",
  ]) {
    test(`the database is reached over TLS with ${keywords}`, async (t) => {
      const rig = await rigFor(t, { sql: { tls: readCertificate("server") } });
      await rig.configure({ database: { connection_string: `${rig.sql.connectionString};${keywords}` } });
      const id = rig.insert("2207", settlement());
      await assertEnded(rig, id, await rig.run(id), "line", success);
    });
  }

  test("a database's certificate that is not trusted names the remedy", async (t) => {
    const rig = await rigFor(t, { sql: { tls: readCertificate("server") } });
    await rig.configure({ database: { connection_string: `${rig.sql.connectionString};Encrypt=yes` } });
    const id = rig.insert("2207", settlement());
    const { code, stdout } = await rig.run(id);
    assert.equal(
      normalise(stdout),
      `request 1: N ms: TLS with the database failed: unable to verify the first certificate${trust}`,
    );
    assert.deepEqual([code, rig.request(id).status], [8, "PENDING"]);
  });

  test("a database that cannot encrypt names the remedy", async (t) => {
    const rig = await rigFor(t);
    await rig.configure({ database: { connection_string: `${rig.sql.connectionString};Encrypt=yes` } });
    const id = rig.insert("2207", settlement());
    const { code, stdout } = await rig.run(id);
    assert.equal(
      normalise(stdout),
      `request 1: N ms: TLS with the database failed: Server did not negotiate encryption, but the 'encrypt' config option is set to \`true\`. Set 'encrypt' to \`false\` to allow unencrypted connections.${trust}`,
    );
    assert.deepEqual([code, rig.request(id).status], [8, "PENDING"]);
  });

  test("the insurer is reached over TLS under a private authority", async (t) => {
    const rig = await rigFor(t, {
      insurer: { tls: readCertificate("server") },
      configuration: { sdk: { ca_file: caFile } },
    });
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", success);
  });

  test("without the authority's file the same insurer is not trusted", async (t) => {
    const rig = await rigFor(t, {
      insurer: { tls: readCertificate("server") },
      configuration: { retry: { max_attempts: 1 } },
    });
    const id = rig.insert("1101", lookUp);
    const { code } = await rig.run(id);
    assert.deepEqual([code, rig.request(id).error_code, rig.insurer.requests.length], [6, "NOT_SENT", 0]);
  });

  test("TLS on both sides at once", async (t) => {
    const rig = await rigFor(t, {
      sql: { tls: readCertificate("server") },
      insurer: { tls: readCertificate("server") },
    });
    const connection_string = `${rig.sql.connectionString};Encrypt=yes;TrustServerCertificate=yes`;
    await rig.configure({ sdk: { ca_file: caFile }, database: { connection_string } });
    const id = rig.insert("2207", settlement());
    await assertEnded(rig, id, await rig.run(id), "line", success);
  });
});
