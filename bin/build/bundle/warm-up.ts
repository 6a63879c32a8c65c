import { join } from "node:path";
import { writeOwnSchemas } from "../../../test/rig/own-schemas.ts";
import type { ProcessorCommand } from "../../../test/rig/processor.ts";
import { openRig, type RigOptions } from "../../../test/rig/rig.ts";
import { caFile, readCertificate } from "../../../test/standins/insurer/certificates.ts";
import { RECORD_VARIABLE } from "./launch.ts";

/**
 * Runs jobs against both stand-ins, so that the recorder writes the code that a run needs: with TLS, with a hospital's own schema,
 * which the first run compiles and the second finds compiled, and without either. `--version` is for commander, which other verbs
 * use. Each run adds to the code of those before it, and code that more runs have written makes a start slower: so there are no
 * more runs than are needed, and the most usual one is last.
 */
export async function warmUp(recorder: ProcessorCommand, folder: string): Promise<void> {
  const certificate = readCertificate("server");
  await runJobs(
    recorder,
    folder,
    { insurer: { tls: certificate }, sql: { tls: certificate }, configuration: { sdk: { ca_file: caFile } } },
    { connection: ";Encrypt=yes;TrustServerCertificate=yes", words: ["--version"] },
  );
  await runJobs(recorder, folder, { configuration: { interfaces_folder: "interfaces" } }, { jobs: 2 });
  await runJobs(recorder, folder, {}, {});
}

async function runJobs(
  recorder: ProcessorCommand,
  folder: string,
  options: RigOptions,
  { connection = "", words = [], jobs = 1 }: { connection?: string; words?: readonly string[]; jobs?: number },
): Promise<void> {
  const rig = await openRig({
    ...options,
    processor: recorder,
    environment: { [RECORD_VARIABLE]: folder },
  });
  try {
    const connection_string = rig.sql.connectionString + connection;
    await rig.configure({ ...options.configuration, database: { connection_string } });
    writeOwnSchemas(join(rig.folder, "interfaces"), { "1101.json": { infno: "1101" } });
    const ids = Array.from({ length: jobs }, () => rig.insert("1101", { psn_no: "43000000000000000001" }));
    for (const word of [...words, ...ids]) {
      const exit = await rig.run(word);
      if (exit.code !== 0) throw new Error(`a warm-up run ended with ${exit.code}: ${exit.stdout}${exit.stderr}`);
    }
  } finally {
    await rig.close();
  }
}
