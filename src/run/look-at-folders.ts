import { type FolderFault, findFolderFault } from "../writable-folder.ts";
import type { Dependencies } from "./dependencies.ts";

/** What will not work when it is needed. */
export interface FolderWarning extends FolderFault {
  readonly use: "log" | "spool";
}

/**
 * Looks, before anything is sent, whether log and spool can be written, and what lies in the spool. A fault does not stop the
 * run, because somebody waits for it; it is said at once and not only when a reply is lost.
 */
export function lookAtFolders({
  configuration,
  spool,
  log,
}: Pick<Dependencies, "configuration" | "spool" | "log">): readonly FolderWarning[] {
  const logFault = findFolderFault(configuration.logging.folder, 0o777);
  const spoolFault = findFolderFault(spool.folder, 0o700);
  const warnings: FolderWarning[] = [];
  if (logFault !== null) warnings.push({ use: "log", ...logFault });
  if (spoolFault !== null) warnings.push({ use: "spool", ...spoolFault });
  for (const { use, folder, code } of warnings) log.error("folder cannot be written", { use, folder, code });
  const counts = spool.count();
  if (counts !== null && Object.values(counts).some((count) => count > 0)) log.warn("spool", { ...counts });
  return warnings;
}
