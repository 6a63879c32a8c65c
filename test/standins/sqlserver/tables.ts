/** The tables of the product's database, in memory. Tests may read and write the rows; the procedures are the only other writers. */

export type InterfaceClass = "A" | "B" | "C";
export type Mode = "sync" | "async" | "queue";
export type Status = "PENDING" | "PROCESSING" | "COMPLETED" | "ERROR";
export type AttemptOutcome = "SENDING" | "NOT_SENT" | "REPLIED" | "UNKNOWN";

export interface InterfaceRow {
  readonly interface_code: string;
  readonly name: string;
  readonly class: InterfaceClass;
  readonly reversible: boolean;
  readonly look_with: string | null;
  /** With what it is asked: a template of fn_medical_insurance_fill_input. */
  readonly look_input: string | null;
  /** A JSON list of field names. */
  readonly key_fields: string | null;
  /** The rows of medical_insurance_fields that belong to it. */
  readonly output_labels: readonly FieldLabel[];
}

export interface FieldLabel {
  readonly node: string;
  readonly field: string;
  readonly label: string;
}

export interface RequestRow {
  readonly request_id: number;
  readonly interface_code: string;
  readonly input_data: string;
  status: Status;
  readonly create_time: Date;
  update_time: Date | null;
  mode: Mode;
  interface_class: InterfaceClass;
  /** SHA-256 of the input as nvarchar, in hexadecimal. */
  readonly input_hash: string;
  msgid: string | null;
  attempt_count: number;
  error_code: string | null;
  lease_token: string | null;
  lease_until: Date | null;
  lease_owner: string | null;
  resolution: string | null;
  resolved_at: Date | null;
  resolved_by: string | null;
  resolution_reference: string | null;
  resolution_note: string | null;
  /** In hexadecimal; by it requests for the same business act are found. */
  readonly request_key: string | null;
  /** The request because of which this one was not sent. */
  readonly blocked_by: number | null;
  /** Set while its replies contradict each other and nobody has resolved it. */
  conflict_at: Date | null;
  /** What HIS asked for; null: stored before the column existed. */
  readonly asked_mode: Mode | null;
  /** A worker takes the row no earlier. */
  due_at: Date | null;
  /** The visit that a request of the queue is for; null: it waits for no other. */
  readonly mdtrt_id: string | null;
  /** The login and the program that called; null: stored before the columns existed. */
  readonly called_by: string | null;
  readonly called_from: string | null;
}

export interface AttemptRow {
  readonly attempt_id: number;
  readonly request_id: number;
  readonly attempt_no: number;
  readonly msgid: string;
  outcome: AttemptOutcome;
  readonly lease_token: string;
  readonly lease_owner: string | null;
  readonly requested_by: string | null;
  readonly opened_at: Date;
  sent_at: Date | null;
  /** Set by the attempt's own process only: rescue leaves it NULL. */
  closed_at: Date | null;
  http_status: number | null;
  cause: string | null;
  request_body: string | null;
}

export interface ResponseRow {
  readonly response_id: number;
  readonly request_id: number;
  readonly response_data: string;
  readonly infcode: string | null;
  readonly err_msg: string | null;
  readonly create_time: Date;
  readonly attempt_id: number | null;
  readonly msgid: string | null;
  readonly http_status: number | null;
  readonly duration_ms: number | null;
  /** What the insurer's reply says; null: it is no reply. */
  readonly reply: "SUCCESS" | "REFUSED" | null;
  /** When a person who knew this reply recorded the outcome. */
  judged_at: Date | null;
}

export interface AcceptedDatabaseRow {
  readonly server_name: string;
  readonly database_name: string;
  readonly created_at: Date;
  readonly database_guid: string;
  readonly recovery_fork_guid: string;
  readonly accepted_at: Date;
  readonly accepted_by: string;
}

export interface VersionRow {
  version: number;
  installed_at: Date;
  fixmedins_code: string | null;
  /** Whose requests a login of HIS sees in the result view; null: all. */
  results_of: "login" | "application" | null;
}

export interface PurgeRow {
  readonly purge_id: number;
  readonly purged_by: string;
  readonly started_at: Date;
  ended_at: Date | null;
  readonly created_before: Date;
  readonly status: "COMPLETED" | "ERROR" | null;
  requests: number;
}

/** Whether the insurer can be reached, as far as it is known: one row. */
export interface OutageRow {
  /** Runs in a row that reached nobody. */
  unreached_count: number;
  unreached_since: Date | null;
  latest_at: Date | null;
  /** Calls are held back since then; null: they are not. */
  held_since: Date | null;
  /** The first call from then on is sent. */
  probe_at: Date | null;
  within_seconds: number | null;
  answered_at: Date | null;
}

/** As the installation writes it. */
export function newOutage(): OutageRow {
  return {
    unreached_count: 0,
    unreached_since: null,
    latest_at: null,
    held_since: null,
    probe_at: null,
    within_seconds: null,
    answered_at: null,
  };
}

export interface Tables {
  readonly medical_insurance_interfaces: InterfaceRow[];
  readonly medical_insurance_requests: RequestRow[];
  readonly medical_insurance_attempts: AttemptRow[];
  readonly medical_insurance_responses: ResponseRow[];
  readonly medical_insurance_version: VersionRow[];
  readonly medical_insurance_purges: PurgeRow[];
  readonly medical_insurance_outage: OutageRow[];
  readonly medical_insurance_accepted_databases: AcceptedDatabaseRow[];
  /** The numbers that the sequences and identity columns give out next. */
  readonly next: { request_id: number; msgid: number; attempt_id: number; response_id: number };
}
