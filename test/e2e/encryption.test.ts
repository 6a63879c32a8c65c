import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
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

  test("a database that speaks TLS 1.0 and 1.1 alone is reached with database.tls_min_version", async (t) => {
    const rig = await rigFor(t, { sql: { tls: { ...readCertificate("server"), isOld: true } } });
    const connection_string = `${rig.sql.connectionString};Encrypt=yes;TrustServerCertificate=yes`;
    await rig.configure({ database: { connection_string } });
    const id = rig.insert("2207", settlement());
    const { code, stdout } = await rig.run(id);
    assert.equal(
      normalise(stdout),
      "request 1: N ms: TLS with the database failed: unsupported protocol; for a server that has TLS 1.0 or 1.1 only, set database.tls_min_version\n",
    );
    assert.equal(code, 8);
    for (const tls_min_version of ["TLSv1.0", "TLSv1.1"] as const) {
      await rig.configure({ database: { connection_string, tls_min_version } });
      const next = rig.insert("2207", settlement(tls_min_version === "TLSv1.0" ? 1 : 2));
      await assertEnded(rig, next, await rig.run(next), "line", success);
    }
  });

  test("NODE_TLS_REJECT_UNAUTHORIZED makes neither side trusted, and the log says that it is ignored", async (t) => {
    const rig = await rigFor(t, {
      sql: { tls: readCertificate("server") },
      insurer: { tls: readCertificate("server") },
      configuration: { retry: { max_attempts: 1 } },
      environment: { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
    });
    const id = rig.insert("1101", lookUp);
    const { code, stderr } = await rig.run(id);
    assert.deepEqual([code, stderr, rig.request(id).error_code, rig.insurer.requests.length], [6, "", "NOT_SENT", 0]);
    const warnings = readLog(rig.folder).map(({ warning }) => warning);
    assert.ok(
      warnings.includes(
        "the environment variable NODE_TLS_REJECT_UNAUTHORIZED is set and ignored: certificates are verified",
      ),
    );
    await rig.configure({ database: { connection_string: `${rig.sql.connectionString};Encrypt=yes` } });
    assert.equal((await rig.run(rig.insert("1101", lookUp))).code, 8);
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
