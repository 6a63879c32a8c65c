import type { RequestRow } from "../tables.ts";

/** Open, or of unknown outcome and not yet resolved, or with contradicting replies: while it is there, no second request for the same business act is started. */
export function isUnsettled(row: RequestRow): boolean {
  if (row.status === "PENDING" || row.status === "PROCESSING") return true;
  return row.conflict_at !== null || (row.error_code === "OUTCOME_UNKNOWN" && row.resolution === null);
}

/**
 * The request that a new one for the same act must not run beside: one with the same text before one with another.
 * @param key the act; null: each request is an act of its own
 */
export function findUnsettled(
  rows: readonly RequestRow[],
  { code, key, hash }: { readonly code: string; readonly key: string | null; readonly hash: string },
): RequestRow | undefined {
  if (key === null) return undefined;
  const unsettled = rows.filter((row) => row.interface_code === code && isUnsettled(row));
  const sameAct = unsettled.filter((row) => row.request_key === key);
  const sameText = (row: RequestRow): boolean => row.input_hash === hash;
  return sameAct.findLast(sameText) ?? sameAct.at(-1) ?? unsettled.findLast(sameText);
}
