import type { Database } from "../session-state.ts";
import type { ResponseRow } from "../tables.ts";

/** One of the insurer's replies to a request. */
export interface Reply {
  readonly attempt_id: number;
  readonly attempt_no: number;
  readonly msgid: string;
  readonly received_at: Date;
  readonly reply: "SUCCESS" | "REFUSED";
  /** What the reply gives, as text; without the envelope around it. */
  readonly output: string;
  readonly response_data: string;
  readonly judged_at: Date | null;
}

/** The replies to a request, in the order of its attempts. */
export function repliesOf(database: Database, requestId: number): readonly Reply[] {
  const { medical_insurance_attempts: attempts, medical_insurance_responses: responses } = database.tables;
  return attempts
    .filter(({ request_id, outcome }) => request_id === requestId && outcome === "REPLIED")
    .sort((one, other) => one.attempt_no - other.attempt_no)
    .flatMap(({ attempt_id, attempt_no, msgid }) =>
      responses
        .filter((row) => row.attempt_id === attempt_id && (row.reply !== null || row.infcode !== null))
        .map((row) => ({ attempt_id, attempt_no, msgid, ...factsOf(row) })),
    );
}

function factsOf({ create_time, reply, infcode, response_data, judged_at }: ResponseRow) {
  const output: unknown = JSON.parse(response_data).output ?? "";
  return {
    received_at: create_time,
    reply: reply ?? (infcode === "0" ? "SUCCESS" : "REFUSED"),
    output: typeof output === "string" ? output : JSON.stringify(output),
    response_data,
    judged_at,
  };
}
