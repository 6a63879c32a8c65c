import type { InterfaceRow } from "../interfaces/catalogue.ts";
import { splitBatches } from "./batches.ts";
import { fieldBatches, INTERFACES_STEP, interfaceBatches } from "./interface-rows.ts";
import { DATABASE_SCRIPTS, readScript, SERVER_SCRIPT } from "./scripts.ts";

/** What the installer chooses. */
export interface Choices {
  /** The executable; null: an installation without xp_cmdshell, where workers drain the queue. */
  readonly processorPath: string | null;
  /** The institution's code, 12 letters and digits; null: what is recorded stays, or the first claim records it. */
  readonly orgCode: string | null;
  /** Whose requests a login of HIS sees in the result view; absent: what is recorded stays, at first all. */
  readonly resultsOf?: ResultsOf | undefined;
  readonly interfaces: readonly InterfaceRow[];
}

export const RESULTS_OF = ["all", "login", "application"] as const;
export type ResultsOf = (typeof RESULTS_OF)[number];

/** One batch, and the script that it is from. */
export interface Batch {
  readonly script: string;
  readonly sql: string;
}

export interface Plan {
  /** In this order, in one transaction. */
  readonly database: readonly Batch[];
  /** After the transaction, by a sysadmin; empty without xp_cmdshell. */
  readonly server: readonly Batch[];
}

/** The place of the path in 36_sp_medical_insurance_call.sql; sqlcmd takes it for a variable of its own (-v ProcessorPath=…). */
export const PATH_TOKEN = "$(ProcessorPath)";

const INTERFACES_SCRIPT = "09_medical_insurance_interfaces.sql";

export function planInstallation({ processorPath, orgCode, resultsOf, interfaces }: Choices): Plan {
  const database: Batch[] = [];
  for (const script of DATABASE_SCRIPTS) {
    database.push(...batchesOf(script, processorPath));
    if (script === INTERFACES_SCRIPT) {
      for (const sql of interfaceBatches(interfaces)) database.push({ script: INTERFACES_STEP, sql });
      for (const sql of fieldBatches(interfaces)) database.push({ script: "medical_insurance_fields", sql });
    }
  }
  if (orgCode !== null) database.push({ script: "fixmedins_code", sql: orgCodeBatch(orgCode) });
  if (resultsOf !== undefined) database.push({ script: "results_of", sql: resultsOfBatch(resultsOf) });
  return { database, server: processorPath === null ? [] : batchesOf(SERVER_SCRIPT, processorPath) };
}

const ORG_CODE = /^[A-Za-z0-9]{12}$/;

/** @returns the fault, or null */
export function faultOfOrgCode(orgCode: string): string | null {
  return ORG_CODE.test(orgCode) ? null : `--org-code ${orgCode} must be 12 letters and digits, as sdk.org_code is`;
}

function orgCodeBatch(orgCode: string): string {
  return `UPDATE v
SET fixmedins_code = '${orgCode}'
FROM dbo.medical_insurance_version AS v
WHERE ISNULL(v.fixmedins_code, '') <> '${orgCode}';`;
}

function resultsOfBatch(resultsOf: ResultsOf): string {
  const value = resultsOf === "all" ? "NULL" : `'${resultsOf}'`;
  return `UPDATE v
SET results_of = ${value}
FROM dbo.medical_insurance_version AS v;`;
}

function batchesOf(script: string, processorPath: string | null): readonly Batch[] {
  return splitBatches(readScript(script)).map((sql) => ({
    script,
    sql: sql.replaceAll(PATH_TOKEN, processorPath ?? ""),
  }));
}

/**
 * Opens the transaction of an installation; a second installation waits, and fails after a minute. Under implicit transactions the
 * commit at the end would leave the session's own transaction open.
 */
export const BEGIN_BATCH = `SET IMPLICIT_TRANSACTIONS OFF;
SET XACT_ABORT ON;

BEGIN TRANSACTION;

DECLARE @lock int;

EXEC @lock = sp_getapplock
    @Resource = N'medical_insurance installation',
    @LockMode = 'Exclusive',
    @LockOwner = 'Transaction',
    @LockTimeout = 60000;

IF @lock < 0
BEGIN
    THROW 51012, N'另一个安装正在进行，请稍后再试。未做任何修改。', 1;
END;`;

/** Takes an installation's transaction back, where the error has not done so. */
export const ROLLBACK_BATCH = `IF @@TRANCOUNT > 0
BEGIN
    ROLLBACK TRANSACTION;
END;`;
