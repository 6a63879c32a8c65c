import type { StoreFailure } from "../store/failure.ts";
import { type Database, queryTexts } from "./installed.ts";

/** What keeps HIS logins from starting the processor through xp_cmdshell; a login may not see all of it. */
export const SERVER_PART_QUERY = `SELECT
    ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) AS is_sysadmin,
    (SELECT COUNT(*) FROM sys.configurations AS c WHERE c.name = N'xp_cmdshell' AND c.value_in_use = 1) AS is_on,
    (SELECT COUNT(*) FROM sys.credentials AS c WHERE c.name = N'##xp_cmdshell_proxy_account##') AS has_proxy,
    (
        SELECT COUNT(*)
        FROM sys.crypt_properties AS s
        INNER JOIN sys.certificates AS c
            ON c.thumbprint = s.thumbprint
        WHERE s.class = 1
          AND s.major_id = OBJECT_ID(N'dbo.sp_medical_insurance_call', N'P')
          AND c.name = N'medical_insurance_call'
    ) AS is_signed,
    (
        SELECT COUNT(*)
        FROM sys.certificates AS c
        INNER JOIN master.sys.certificates AS m
            ON m.thumbprint = c.thumbprint
        INNER JOIN master.sys.database_principals AS u
            ON u.sid = m.sid
        INNER JOIN master.sys.database_permissions AS p
            ON p.grantee_principal_id = u.principal_id
        WHERE c.name = N'medical_insurance_call'
          AND p.major_id = OBJECT_ID(N'master.sys.xp_cmdshell')
          AND p.type = 'EX'
          AND p.state IN ('G', 'W')
    ) AS may_launch,
    (SELECT COUNT(*) FROM sys.databases AS d WHERE d.name = DB_NAME() AND d.is_trustworthy_on = 1) AS is_trustworthy;`;

export type ServerDifference =
  | "signature-missing"
  | "trustworthy-on"
  | "certificate-may-not-launch"
  | "xp-cmdshell-off"
  | "proxy-account-missing";

export async function checkServerPart(database: Database): Promise<readonly ServerDifference[] | StoreFailure> {
  const result = await queryTexts(database, SERVER_PART_QUERY);
  if ("reason" in result) return result;
  const state: Readonly<Record<string, string>> = result.rows[0] ?? {};
  const has = (name: string): boolean => (state[name] ?? "0") !== "0";
  const differences: ServerDifference[] = [];
  if (!has("is_signed")) differences.push("signature-missing");
  if (has("is_trustworthy")) differences.push("trustworthy-on");
  if (!has("is_sysadmin")) return differences;
  if (has("is_signed") && !has("may_launch")) differences.push("certificate-may-not-launch");
  if (!has("is_on")) differences.push("xp-cmdshell-off");
  if (!has("has_proxy")) differences.push("proxy-account-missing");
  return differences;
}
