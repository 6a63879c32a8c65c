import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readIndex } from "../../src/interfaces/asset.ts";
import type { IndexEntry } from "../../src/interfaces/build.ts";
import { type InsurerStandIn, startInsurerStandIn } from "../standins/insurer/insurer.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";

/** Both stand-ins, and between them a folder in which the processor finds its configuration. */
export interface Stage {
  readonly sql: SqlServerStandIn;
  readonly insurer: InsurerStandIn;
  readonly folder: string;
  /** Stops both and removes the folder. */
  leave(): Promise<void>;
}

export interface Ports {
  readonly sql: number;
  readonly insurer: number;
}

const processor = fileURLToPath(new URL("../../bin/processor.ts", import.meta.url));

/** The institution of the seed; its secret is nobody's. */
const institution = { org_code: "H12345678901", app_id: "H12345678901_APP", app_secret: "your_secret_key" };

export async function setStage(ports: Ports): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "medical-insurance-"));
  const configuration = join(folder, "config.json");
  const insurer = await startInsurerStandIn({
    fixmedins_code: institution.org_code,
    access_key: institution.app_id,
    secret: institution.app_secret,
    port: ports.insurer,
  });
  const sql = await startSqlServerStandIn({
    processor: { command: process.execPath, args: [processor, "--config", configuration] },
    interfaces: installedInterfaces(),
    port: ports.sql,
  });
  await writeFile(configuration, configurationText(insurer.url, sql.connectionString));
  return {
    sql,
    insurer,
    folder,
    async leave() {
      await sql.stop();
      await insurer.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The rows that an installation puts into medical_insurance_interfaces. */
function installedInterfaces() {
  // Only build.ts writes the index.
  const index = JSON.parse(readIndex()) as readonly IndexEntry[];
  return index.map(({ infno, name, reversible, lookWith, ...facts }) => ({
    interface_code: infno,
    name,
    class: facts.class,
    reversible,
    look_with: lookWith,
  }));
}

function configurationText(base_url: string, connection_string: string): string {
  const envelope = {
    mdtrtarea_admvs: "430100",
    insuplc_admdvs: "430100",
    recer_sys_code: "MBS_LOCAL",
    infver: "1.0.0",
    opter: "0001",
    opter_name: "收费员",
    fixmedins_name: "测试医院",
  };
  const configuration = {
    sdk: { ...institution, base_url, timeout: 10, envelope },
    database: { connection_string },
    logging: { level: "INFO", file: "logs/processor.log" },
  };
  return JSON.stringify(configuration, undefined, 2);
}
