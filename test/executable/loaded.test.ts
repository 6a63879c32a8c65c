import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { builtProcessor } from "../rig/processor.ts";
import { type RigOptions, rigFor } from "../rig/rig.ts";
import { caFile, readCertificate } from "../standins/insurer/certificates.ts";

/** Runs in the executable before the program, and says at its end whether TLS was loaded. */
const WITNESS = `process.on("exit", () => process._rawDebug(process.moduleLoadList.includes("NativeModule tls")));`;

const tls = readCertificate("server");
const sdk: Overrides["sdk"] = { ca_file: caFile };
const cases: readonly (readonly [sides: string, options: RigOptions, words: string, isLoaded: boolean])[] = [
  ["neither side", {}, ";Encrypt=no", false],
  ["the insurer alone", { insurer: { tls }, configuration: { sdk } }, ";Encrypt=no", true],
  ["the database alone", { sql: { tls } }, ";Encrypt=yes;TrustServerCertificate=yes", true],
];

suite("what a run loads", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "medical-insurance-"));
    await writeFile(join(folder, "witness.cjs"), WITNESS);
  });
  after(() => rm(folder, { recursive: true }));

  for (const [sides, options, words, isLoaded] of cases) {
    test(`${isLoaded ? "TLS" : "no TLS"} when ${sides} uses it`, async (t) => {
      const environment = { NODE_OPTIONS: `--require ${join(folder, "witness.cjs")}` };
      const rig = await rigFor(t, { ...options, processor: builtProcessor, environment });
      const connection_string = rig.sql.connectionString + words;
      await rig.configure({ ...options.configuration, database: { connection_string } });
      const { code, stderr } = await rig.run(rig.insert("1101", { psn_no: "43000000000000000001" }));
      assert.deepEqual([code, stderr], [0, `${isLoaded}\n`]);
    });
  }
});
