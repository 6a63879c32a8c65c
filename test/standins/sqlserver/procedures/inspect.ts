import { isAccepted } from "../identity.ts";
import { type Column, declareProcedure, returned } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import { datetime2, int, nvarchar } from "../sql-type.ts";
import { isUnreconciled } from "../views/unreconciled.ts";
import { heldCalls } from "./outage.ts";
import { isStuck } from "./rescue.ts";

const columns: readonly Column[] = [
  { name: "version", type: int },
  { name: "utc_time", type: datetime2(3) },
  { name: "is_accepted", type: int },
  { name: "stuck_count", type: int },
  { name: "pending_count", type: int },
  { name: "oldest_pending_seconds", type: int },
  { name: "unreconciled_count", type: int },
  { name: "refused_seconds_ago", type: int },
  { name: "replied_seconds_ago", type: int },
  { name: "code_page", type: int },
  { name: "processor_path", type: nvarchar(260) },
  { name: "is_durability_forced", type: int },
  { name: "held_since", type: datetime2(3) },
  { name: "unreached_since", type: datetime2(3) },
  { name: "unreached_count", type: int },
];

/** How this database is, as a login of the processor's role sees it: the text of sp_medical_insurance_call is not visible to it. */
export const inspect = declareProcedure("sp_medical_insurance_inspect", {}, (_, { database }) => {
  const { tables } = database;
  const held = heldCalls(database);
  const requests = tables.medical_insurance_requests;
  const pending = requests.filter(({ status }) => status === "PENDING");
  const last = tables.medical_insurance_attempts.slice(-100);
  const refused = last.filter(({ outcome, http_status }) => outcome === "NOT_SENT" && http_status !== null);
  const replied = last.filter(({ outcome }) => outcome === "REPLIED");
  const row = [
    Math.max(...tables.medical_insurance_version.map(({ version }) => version)),
    utcOf(database.now()),
    isAccepted(database) ? 1 : 0,
    requests.filter((request) => isStuck(request, database)).length,
    pending.length,
    secondsSince(Math.min(...pending.map(({ create_time }) => create_time.getTime())), database),
    requests.filter(isUnreconciled).length,
    secondsSince(latest(refused), database),
    secondsSince(latest(replied), database),
    936,
    null,
    database.isDurabilityForced ? 1 : 0,
    held?.held_since ?? null,
    held?.unreached_since ?? null,
    held?.unreached_count ?? null,
  ];
  return returned({ resultSet: { columns, rows: [row] } });
});

function latest(attempts: readonly { readonly closed_at: Date | null }[]): number {
  return Math.max(...attempts.map(({ closed_at }) => closed_at?.getTime() ?? Number.NEGATIVE_INFINITY));
}

function secondsSince(time: number, { now }: Database): number | null {
  return Number.isFinite(time) ? Math.floor((now().getTime() - time) / 1000) : null;
}

/** The wire writes the local fields of a Date, so that these must be those of UTC. */
function utcOf(time: Date): Date {
  return new Date(time.getTime() + time.getTimezoneOffset() * 60_000);
}
