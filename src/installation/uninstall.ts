import type { StoreFailure } from "../store/failure.ts";
import { splitBatches } from "./batches.ts";
import { BATCH_TIMEOUT_MS, type Database } from "./installed.ts";
import { BEGIN_BATCH, ROLLBACK_BATCH } from "./plan.ts";
import { DATA_REMOVAL_SCRIPT, REMOVAL_SCRIPTS, readScript } from "./scripts.ts";

export type Uninstalled =
  | { readonly reason: "removed"; readonly withData: boolean }
  /** server: nothing was removed. objects: what is in the database was not removed. */
  | { readonly reason: "not-removed"; readonly part: "server" | "objects"; readonly failure: StoreFailure };

/** What `db uninstall` would execute, for reading or for sqlcmd; data only when it is asked for. */
export function writeRemovalScript(dropData: boolean): string {
  return removalScripts(dropData).map(readScript).join("\n");
}

/** Removes the server part where the login may, then the objects in one transaction. */
export async function uninstallDatabase(database: Database, dropData: boolean): Promise<Uninstalled> {
  const [serverPart = "", ...objects] = removalScripts(dropData).map(readScript);
  const fromMaster = await runBatches(database, splitBatches(serverPart));
  if (fromMaster !== null) return { reason: "not-removed", part: "server", failure: fromMaster };
  const failure = await runBatches(database, [BEGIN_BATCH, ...objects.flatMap(splitBatches), "COMMIT TRANSACTION;"]);
  if (failure === null) return { reason: "removed", withData: dropData };
  await database.runBatch(ROLLBACK_BATCH, BATCH_TIMEOUT_MS);
  return { reason: "not-removed", part: "objects", failure };
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
