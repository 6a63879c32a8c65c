import type { Database } from "../session-state.ts";
import type { RequestRow } from "../tables.ts";

/** The newest later request for the same business act. */
export function laterRequestId(
  database: Database,
  { request_id, request_key, interface_code }: RequestRow,
): number | null {
  if (request_key === null) return null;
  const later = database.tables.medical_insurance_requests.filter(
    (row) => row.request_key === request_key && row.interface_code === interface_code && row.request_id > request_id,
  );
  return later.length === 0 ? null : Math.max(...later.map((row) => row.request_id));
}
