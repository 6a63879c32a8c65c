import type { VerbResult } from "../cli/database-verb.ts";
import { EXIT } from "../exit-code.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { moduleOf } from "./expectation.ts";
import { failureResult } from "./failure-result.ts";
import { BATCH_TIMEOUT_MS, type Database, queryTexts, readModules } from "./installed.ts";
import { type Batch, BEGIN_BATCH, type Choices, planInstallation } from "./plan.ts";

/**
 * Installs or upgrades the database's objects in one transaction, then the server part when the login may. A view or procedure
 * whose text is already there is left alone, because ALTER would drop the signature of sp_medical_insurance_call.
 */
export async function installDatabase(database: Database, choices: Choices): Promise<VerbResult> {
  const plan = planInstallation(choices);
  const begun = await database.runBatch(BEGIN_BATCH, BATCH_TIMEOUT_MS);
  if ("reason" in begun) return failureResult("nothing was changed", begun);
  const installed = await readModules(database);
  if ("reason" in installed) return takeBack(database, "the installed objects could not be read", installed);
  const isMissing = ({ sql }: Batch): boolean => {
    const module = moduleOf(sql);
    return module === null || installed.get(module.name) !== module.definition;
  };
  const due = plan.database.filter(isMissing);
  for (const { script, sql } of due) {
    const result = await database.runBatch(sql, BATCH_TIMEOUT_MS);
    if ("reason" in result) return takeBack(database, script, result);
  }
  const committed = await database.runBatch("COMMIT TRANSACTION;", BATCH_TIMEOUT_MS);
  if ("reason" in committed) return failureResult("the commit failed", committed);
  const changed = due.filter(({ sql }) => moduleOf(sql) !== null).length;
  const lines = [
    `version ${DATABASE_VERSION} is installed: ${changed} views and procedures written, ${plan.database.length - due.length} unchanged, ${choices.interfaces.length} interfaces`,
  ];
  const server = await installServerPart(database, plan.server);
  return { exitCode: server.exitCode, text: [...lines, ...server.lines].join("\n") };
}

async function takeBack(database: Database, script: string, failure: StoreFailure): Promise<VerbResult> {
  // XACT_ABORT has rolled back already in most cases; where it has not, closing the connection would.
  await database.runBatch("IF @@TRANCOUNT > 0\nBEGIN\n    ROLLBACK TRANSACTION;\nEND;", BATCH_TIMEOUT_MS);
  return failureResult(`${script}: nothing was changed`, failure);
}

const SERVER_STATE = `SELECT
    ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) AS is_sysadmin,
    (SELECT COUNT(*) FROM sys.configurations AS c WHERE c.name = N'xp_cmdshell' AND c.value_in_use = 1) AS is_on;`;

interface ServerPart {
  readonly exitCode: VerbResult["exitCode"];
  readonly lines: readonly string[];
}

async function installServerPart(database: Database, batches: readonly Batch[]): Promise<ServerPart> {
  if (batches.length === 0)
    return { exitCode: EXIT.success, lines: ["without xp_cmdshell: start workers with `processor drain`"] };
  const state = await queryTexts(database, SERVER_STATE);
  if ("reason" in state) return failedPart(state);
  const [{ is_sysadmin = "0", is_on = "0" } = {}] = state.rows;
  if (is_sysadmin !== "1") {
    return {
      exitCode: EXIT.success,
      lines: [
        "the server part needs sysadmin and was left out: HIS logins cannot start the processor until a sysadmin has run `processor db install`",
      ],
    };
  }
  for (const { sql } of batches) {
    const result = await database.runBatch(sql, BATCH_TIMEOUT_MS);
    if ("reason" in result) return failedPart(result);
  }
  const lines = ["sp_medical_insurance_call is signed for xp_cmdshell"];
  if (is_on !== "1")
    lines.push("xp_cmdshell is off: sql/README.md says how a sysadmin switches it on, and how to do without it");
  return { exitCode: EXIT.success, lines };
}

function failedPart(failure: StoreFailure): ServerPart {
  const { exitCode, text } = failureResult("the database's objects are installed, the server part is not", failure);
  return { exitCode, lines: [text] };
}
