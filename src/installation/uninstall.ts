import type { VerbResult } from "../cli/database-verb.ts";
import { EXIT } from "../exit-code.ts";
import { splitBatches } from "./batches.ts";
import { failureResult } from "./failure-result.ts";
import { BATCH_TIMEOUT_MS, type Database } from "./installed.ts";
import { BEGIN_BATCH } from "./plan.ts";
import { DATA_REMOVAL_SCRIPT, REMOVAL_SCRIPTS, readScript } from "./scripts.ts";

/** What `db uninstall` would execute, for reading or for sqlcmd; data only when it is asked for. */
export function writeRemovalScript(dropData: boolean): string {
  return removalScripts(dropData).map(readScript).join("\n");
}

/** Removes the server part where the login may, then the objects in one transaction. */
export async function uninstallDatabase(database: Database, dropData: boolean): Promise<VerbResult> {
  const [serverPart = "", ...objects] = removalScripts(dropData).map(readScript);
  const fromMaster = await runBatches(database, splitBatches(serverPart));
  if (fromMaster !== null) return failureResult("nothing was removed", fromMaster);
  const failure = await runBatches(database, [BEGIN_BATCH, ...objects.flatMap(splitBatches), "COMMIT TRANSACTION;"]);
  if (failure !== null) {
    await database.runBatch("IF @@TRANCOUNT > 0\nBEGIN\n    ROLLBACK TRANSACTION;\nEND;", BATCH_TIMEOUT_MS);
    return failureResult("the database's objects were not removed", failure);
  }
  const data = dropData ? "and all data" : "the data is still there; --drop-data deletes it";
  return { exitCode: EXIT.success, text: `procedures, views and roles are removed, ${data}` };
}

function removalScripts(dropData: boolean): readonly string[] {
  return REMOVAL_SCRIPTS.filter((script) => dropData || script !== DATA_REMOVAL_SCRIPT);
}

async function runBatches(database: Database, batches: readonly string[]) {
  for (const batch of batches) {
    const result = await database.runBatch(batch, BATCH_TIMEOUT_MS);
    if ("reason" in result) return result;
  }
  return null;
}
