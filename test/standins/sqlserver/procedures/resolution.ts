import { localText } from "../local-text.ts";
import type { RequestRow } from "../tables.ts";

/** What an operator recorded, as it is kept with an attempt when the row must be free for something new. */
export function resolutionOf({
  resolution,
  resolved_by,
  resolved_at,
  resolution_reference,
  resolution_note,
}: RequestRow): string {
  const at = resolved_at === null ? "" : localText(resolved_at);
  return ` [resolved ${resolution} by ${resolved_by ?? ""} at ${at}: ${resolution_reference ?? ""} ${resolution_note ?? ""}]`;
}
