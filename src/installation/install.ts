import type { StoreFailure } from "../store/failure.ts";
import { moduleOf } from "./expectation.ts";
import { BATCH_TIMEOUT_MS, type Database, queryTexts, readModules } from "./installed.ts";
import { type ChangedClass, INTERFACES_STEP, readChangedClass } from "./interface-rows.ts";
import { type OldRequests, readOldRequests } from "./old-requests.ts";
import { type Batch, BEGIN_BATCH, type Choices, planInstallation, ROLLBACK_BATCH } from "./plan.ts";
import { OLD_REQUESTS_SCRIPT } from "./scripts.ts";

export interface Installed {
  readonly reason: "installed";
  /** Everything in the database was done and taken back: what is said is what an installation would do. */
  readonly isDryRun: boolean;
  /** Views and procedures that were written, because they were missing or had another text. */
  readonly written: number;
  readonly unchanged: number;
  readonly interfaces: number;
  readonly changedClasses: readonly ChangedClass[];
  readonly oldRequests: readonly OldRequests[];
  readonly server: ServerPart;
}

/** Nothing was changed, except where the commit itself failed: then it is not known. */
export interface NotInstalled {
  readonly reason: "not-installed";
  readonly step: "begin" | "read" | "commit" | { readonly script: string };
  readonly failure: StoreFailure;
}

/** The result of the part that needs sysadmin. */
export type ServerPart =
  | { readonly state: "not-wanted" }
  | { readonly state: "left-out" }
  | { readonly state: "dry-run" }
  | { readonly state: "signed"; readonly isXpCmdshellOn: boolean }
  | { readonly state: "failed"; readonly failure: StoreFailure };

/**
 * Installs or upgrades the database's objects in one transaction, then the server part when the login may. A view or procedure
 * whose text is already there is left alone, because ALTER would drop the signature of sp_medical_insurance_call. A dry run takes
 * the transaction back.
 * @param onBatch told how many of the scripts are done
 */
export async function installDatabase(
  database: Database,
  choices: Choices,
  isDryRun = false,
  onBatch: (done: number, of: number) => void = () => {},
): Promise<Installed | NotInstalled> {
  const plan = planInstallation(choices);
  const begun = await database.runBatch(BEGIN_BATCH, BATCH_TIMEOUT_MS);
  if ("reason" in begun) return { reason: "not-installed", step: "begin", failure: begun };
  const installed = await readModules(database);
  if ("reason" in installed) return takeBack(database, "read", installed);
  const isMissing = ({ sql }: Batch): boolean => {
    const module = moduleOf(sql);
    return module === null || installed.get(module.name) !== module.definition;
  };
  const due = plan.database.filter(isMissing);
  let oldRequests: readonly OldRequests[] = [];
  const changedClasses: ChangedClass[] = [];
  for (const [done, { script, sql }] of due.entries()) {
    onBatch(done, due.length);
    const result = await database.runBatch(sql, BATCH_TIMEOUT_MS);
    if ("reason" in result) return takeBack(database, { script }, result);
    if (script === OLD_REQUESTS_SCRIPT) oldRequests = result.rows.map(readOldRequests);
    if (script === INTERFACES_STEP) changedClasses.push(...result.rows.map(readChangedClass));
  }
  const committed = await database.runBatch(isDryRun ? ROLLBACK_BATCH : "COMMIT TRANSACTION;", BATCH_TIMEOUT_MS);
  if ("reason" in committed) return { reason: "not-installed", step: "commit", failure: committed };
  return {
    reason: "installed",
    isDryRun,
    written: due.filter(({ sql }) => moduleOf(sql) !== null).length,
    unchanged: plan.database.length - due.length,
    interfaces: choices.interfaces.length,
    changedClasses,
    oldRequests,
    server: isDryRun ? { state: "dry-run" } : await installServerPart(database, plan.server),
  };
}

async function takeBack(database: Database, step: NotInstalled["step"], failure: StoreFailure): Promise<NotInstalled> {
  // XACT_ABORT has rolled back already in most cases; where it has not, closing the connection would.
  await database.runBatch(ROLLBACK_BATCH, BATCH_TIMEOUT_MS);
  return { reason: "not-installed", step, failure };
}

const SERVER_STATE = `SELECT
    ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) AS is_sysadmin,
    (SELECT COUNT(*) FROM sys.configurations AS c WHERE c.name = N'xp_cmdshell' AND c.value_in_use = 1) AS is_on;`;

async function installServerPart(database: Database, batches: readonly Batch[]): Promise<ServerPart> {
  if (batches.length === 0) return { state: "not-wanted" };
  const found = await queryTexts(database, SERVER_STATE);
  if ("reason" in found) return { state: "failed", failure: found };
  const [{ is_sysadmin = "0", is_on = "0" } = {}] = found.rows;
  if (is_sysadmin !== "1") return { state: "left-out" };
  for (const { sql } of batches) {
    const result = await database.runBatch(sql, BATCH_TIMEOUT_MS);
    if ("reason" in result) return { state: "failed", failure: result };
  }
  return { state: "signed", isXpCmdshellOn: is_on === "1" };
}
