import type { FolderWarning } from "../run/look-at-folders.ts";
import type { SpoolCounts } from "../store/spool/spool.ts";

export function folderWarningInEnglish({ use, folder, code }: FolderWarning): string {
  const consequence =
    use === "spool" ? "a reply that the database does not take would be lost" : "nothing is written to the log";
  return (
    `the ${use} folder ${folder} cannot be written (${code}): ${consequence}; ` +
    "let the account of this process make, rename and delete files there, and see that the disk is not full"
  );
}

/** What the spool keeps and does not deliver by itself; empty when there is nothing. */
export function spoolLeftInEnglish(folder: string, counts: SpoolCounts | null): string {
  if (counts === null) return `; the spool ${folder} cannot be listed`;
  const kinds = [
    [counts.rejected, "rejected"],
    [counts.foreign, "of another database"],
    [counts.unfinished, "not written to the end"],
  ] as const;
  const left = kinds.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  return left.length === 0 ? "" : `; in the spool ${folder}: ${left.join(", ")}`;
}
