import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { nodeBase } from "../../bin/build/executable/node-base.ts";
import { programFiles, writePack } from "../../bin/build/executable/pack.ts";
import { writeBlob, writeExecutable } from "../../bin/build/executable/sea.ts";
import { targetOfThisMachine, workFolder } from "../../bin/build/executable/target.ts";
import type { Overrides } from "../rig/configuration.ts";
import { type RigOptions, rigFor } from "../rig/rig.ts";
import { caFile, readCertificate } from "../standins/insurer/certificates.ts";

/** Runs before the program, and says at its end which of these modules of Node were loaded. */
const WITNESS = `process.on("exit", () => process._rawDebug(["tls", "zlib", "perf_hooks", "child_process", "dgram"]
  .filter((name) => process.moduleLoadList.includes("NativeModule " + name)).join(" ")));`;

const tls = readCertificate("server");
const sdk: Overrides["sdk"] = { ca_file: caFile };
const cases: readonly (readonly [sides: string, options: RigOptions, words: string, isLoaded: boolean])[] = [
  ["neither side", {}, ";Encrypt=no", false],
  ["the insurer alone", { insurer: { tls }, configuration: { sdk } }, ";Encrypt=no", true],
  ["the database alone", { sql: { tls } }, ";Encrypt=yes;TrustServerCertificate=yes", true],
];

const target = targetOfThisMachine();
const executable = join(workFolder, target === "win-x64" ? "witness.exe" : "witness");

suite("what a run loads", { skip: target === null ? "there is no executable for this machine" : false }, () => {
  // The executable takes no options from outside, so the witness is built into one.
  before(() => {
    if (target === null) return;
    writeFileSync(join(workFolder, "witness.js"), `${WITNESS}\n${readFileSync(join(workFolder, "main.js"), "utf8")}`);
    writeExecutable(
      nodeBase(target),
      writeBlob("witness", writePack("witness", programFiles()), "witness.blob"),
      executable,
    );
  });
  after(() => rmSync(executable, { force: true }));

  for (const [sides, options, words, isLoaded] of cases) {
    test(`${isLoaded ? "TLS" : "no TLS"} when ${sides} uses it, and nothing that a job does not need`, async (t) => {
      const rig = await rigFor(t, { ...options, processor: { command: executable, args: [] } });
      const connection_string = rig.sql.connectionString + words;
      await rig.configure({ ...options.configuration, database: { connection_string } });
      const { code, stderr } = await rig.run(rig.insert("1101", { psn_no: "43000000000000000001" }));
      assert.deepEqual([code, stderr], [0, isLoaded ? "tls\n" : "\n"]);
    });
  }
});
