import type { Database } from "../session-state.ts";
import type { AttemptRow, ResponseRow } from "../tables.ts";

export function insertResponse(
  database: Database,
  requestId: number,
  facts: Omit<ResponseRow, "response_id" | "request_id" | "create_time" | "judged_at">,
): void {
  database.tables.medical_insurance_responses.push({
    response_id: database.tables.next.response_id++,
    request_id: requestId,
    create_time: database.now(),
    judged_at: null,
    ...facts,
  });
}

export function latestAttempt(database: Database, requestId: number): AttemptRow | undefined {
  return database.tables.medical_insurance_attempts
    .filter((row) => row.request_id === requestId)
    .reduce<AttemptRow | undefined>(
      (last, row) => (last === undefined || row.attempt_no > last.attempt_no ? row : last),
      undefined,
    );
}

/** The response of the latest attempt that has one; a response without an attempt (a failed launch) comes before all others. */
export function latestResponse(database: Database, requestId: number): ResponseRow | undefined {
  return database.tables.medical_insurance_responses
    .filter((row) => row.request_id === requestId)
    .reduce<ResponseRow | undefined>((last, row) => (last === undefined || isLater(row, last) ? row : last), undefined);
}

function isLater(row: ResponseRow, than: ResponseRow): boolean {
  const difference = (row.attempt_id ?? 0) - (than.attempt_id ?? 0);
  return difference > 0 || (difference === 0 && row.response_id > than.response_id);
}
