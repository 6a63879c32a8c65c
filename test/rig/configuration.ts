import type { ConfigurationFile } from "../../src/config/file.ts";

/** An invented institution; nobody uses its secret. */
export const institution = { org_code: "H12345678901", app_id: "H12345678901_APP", app_secret: "your_secret_key" };

/** What a test wants otherwise, section by section. */
export type Overrides = {
  readonly [Section in keyof ConfigurationFile]?: ConfigurationFile[Section] extends object | undefined
    ? Partial<ConfigurationFile[Section]>
    : ConfigurationFile[Section];
};

/** A configuration that names all the insurer wants to know, so that nothing is guessed. */
export function configurationFile(base_url: string, connection_string: string, overrides: Overrides): object {
  const envelope = {
    mdtrtarea_admvs: "430100",
    insuplc_admdvs: "430100",
    recer_sys_code: "MBS_LOCAL",
    infver: "1.0.0",
    opter: "0001",
    opter_name: "收费员",
    fixmedins_name: "测试医院",
  };
  return {
    ...overrides,
    sdk: { ...institution, base_url, timeout: 20, envelope, ...overrides.sdk },
    database: { connection_string, ...overrides.database },
    logging: { level: "INFO", file: "logs/processor.log", ...overrides.logging },
  };
}
