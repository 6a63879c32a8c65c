import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { interfaceRows } from "../../src/interfaces/catalogue.ts";
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

/** Fails as listening does when a port is taken; nothing is left behind then. */
export async function setStage(ports: Ports): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "medical-insurance-"));
  const releasers = [() => rm(folder, { recursive: true, force: true })];
  const leave = async (): Promise<void> => {
    for (const release of releasers.toReversed()) await release();
  };
  try {
    const configuration = join(folder, "config.json");
    const insurer = await startInsurerStandIn({
      fixmedins_code: institution.org_code,
      access_key: institution.app_id,
      secret: institution.app_secret,
      port: ports.insurer,
    });
    releasers.push(insurer.stop);
    const sql = await startSqlServerStandIn({
      processor: { command: process.execPath, args: [processor, "--config", configuration] },
      interfaces: interfaceRows(),
      port: ports.sql,
    });
    releasers.push(sql.stop);
    await writeFile(configuration, configurationText(insurer.url, sql.connectionString));
    return { sql, insurer, folder, leave };
  } catch (error) {
    await leave();
    throw error;
  }
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
