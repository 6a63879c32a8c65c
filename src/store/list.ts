import { localTimeIn, textIn } from "./column.ts";
import type { StoreFailure } from "./failure.ts";
import type { Parameter, Session } from "./session.ts";

/** What a request must be like to be listed; null: anything. */
export interface ListFilter {
  readonly limit: number;
  readonly status: string | null;
  readonly errorCode: string | null;
  readonly infno: string | null;
  readonly interfaceClass: string | null;
  /** The database's local time, as yyyy-mm-ddThh:mm:ss. */
  readonly since: string | null;
  readonly until: string | null;
  readonly unreconciled: boolean;
}

/** One line, in the words of the table's columns. */
export interface ListedRequest {
  readonly request_id: number;
  readonly interface_code: string;
  readonly interface_name: string | null;
  readonly interface_class: string;
  readonly mode: string;
  readonly status: string;
  readonly error_code: string | null;
  readonly msgid: string | null;
  readonly request_time: string | null;
  readonly attempts: number;
  readonly resolution: string | null;
}

/** The newest requests first. Procedure sp_medical_insurance_list. */
export async function listRequests(
  session: Session,
  filter: ListFilter,
  timeoutMs: number,
): Promise<readonly ListedRequest[] | StoreFailure> {
  const text = (value: string | null): Parameter => ({ type: "varchar", value });
  const result = await session.call(
    "sp_medical_insurance_list",
    {
      limit: { type: "int", value: filter.limit },
      status: text(filter.status),
      error_code: text(filter.errorCode),
      interface_code: text(filter.infno),
      interface_class: text(filter.interfaceClass),
      since: { type: "datetime2", value: filter.since },
      until: { type: "datetime2", value: filter.until },
      unreconciled: { type: "bit", value: filter.unreconciled },
    },
    timeoutMs,
  );
  if ("reason" in result) return result;
  return result.rows.map((row) => ({
    request_id: Number(row.request_id),
    interface_code: String(row.interface_code),
    interface_name: textIn(row.interface_name),
    interface_class: String(row.interface_class),
    mode: String(row.mode),
    status: String(row.status),
    error_code: textIn(row.error_code),
    msgid: textIn(row.msgid),
    request_time: localTimeIn(row.request_time),
    attempts: Number(row.attempt_count),
    resolution: textIn(row.resolution),
  }));
}
