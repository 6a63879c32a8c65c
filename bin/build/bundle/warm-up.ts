import type { ProcessorCommand } from "../../../test/rig/processor.ts";
import { openRig, type RigOptions } from "../../../test/rig/rig.ts";
import { caFile, readCertificate } from "../../../test/standins/insurer/certificates.ts";
import { RECORD_VARIABLE } from "./launch.ts";

/** Runs whole jobs against both stand-ins, without and with TLS, so that the recorder writes the code that a run needs. */
export async function warmUp(recorder: ProcessorCommand, folder: string): Promise<void> {
  const certificate = readCertificate("server");
  await runJob(recorder, folder, {}, "");
  await runJob(
    recorder,
    folder,
    { insurer: { tls: certificate }, sql: { tls: certificate }, configuration: { sdk: { ca_file: caFile } } },
    ";Encrypt=yes;TrustServerCertificate=yes",
  );
}

async function runJob(
  recorder: ProcessorCommand,
  folder: string,
  options: RigOptions,
  connection: string,
): Promise<void> {
  const rig = await openRig({
    ...options,
    processor: recorder,
    environment: { [RECORD_VARIABLE]: folder },
  });
  try {
    const connection_string = rig.sql.connectionString + connection;
    await rig.configure({ ...options.configuration, database: { connection_string } });
    for (const infno of ["1101", "1101"]) {
      const exit = await rig.run(rig.insert(infno, { psn_no: "43000000000000000001" }));
      if (exit.code !== 0) throw new Error(`a warm-up run ended with ${exit.code}: ${exit.stdout}${exit.stderr}`);
    }
  } finally {
    await rig.close();
  }
}
