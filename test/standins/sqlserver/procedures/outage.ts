import { localText } from "../local-text.ts";
import type { Database } from "../session-state.ts";
import type { AttemptRow, OutageRow, RequestRow } from "../tables.ts";

const probeSeconds = 10;

/** What a finish says of whether the insurer can be reached. */
export interface Reach {
  readonly reached: boolean | null;
  readonly fail_fast_after: number | null;
  readonly fail_fast_within: number | null;
}

/** The row of v_medical_insurance_outage; undefined while no call is held back. */
export function heldCalls({ tables, now }: Database): OutageRow | undefined {
  const [row] = tables.medical_insurance_outage;
  if (row === undefined || row.held_since === null) return undefined;
  const oldestMs = now().getTime() - (row.within_seconds ?? 0) * 1000;
  return msOf(row.latest_at) > oldestMs || msOf(row.probe_at) > oldestMs ? row : undefined;
}

/** What HIS reads of a call that is held back; null: it is sent, and where it is the probe, it takes the time of the next one. */
export function holdBack(database: Database): string | null {
  const row = heldCalls(database);
  if (row === undefined) return null;
  const nowMs = database.now().getTime();
  const nextMs = nowMs + probeSeconds * 1000;
  const probeMs = msOf(row.probe_at);
  if (probeMs <= nowMs || probeMs > nextMs) {
    row.probe_at = new Date(nextMs);
    return null;
  }
  const since = localText(row.unreached_since ?? database.now()).slice(0, 19);
  return `从 ${since} 起医保端连接不上或没有应答，本次请求未发送，请 ${probeSeconds} 秒后重新办理`;
}

/** Keeps what a run tells of the insurer; says whether calls are held back from now on, or no longer. */
export function noteReach(
  database: Database,
  request: RequestRow,
  { opened_at, lease_token }: AttemptRow,
  { reached, fail_fast_after, fail_fast_within }: Reach,
): "begins" | "ends" | null {
  const [row] = database.tables.medical_insurance_outage;
  if (row === undefined || reached === null) return null;
  if (reached || fail_fast_after === null || fail_fast_after < 1) {
    if (row.unreached_count === 0) return null;
    const wasHeld = row.held_since !== null;
    Object.assign(row, { ...NOTHING, answered_at: database.now() });
    return wasHeld ? "ends" : null;
  }
  if (!isFirstRun(database, request, lease_token)) return null;
  if (row.answered_at !== null && opened_at < row.answered_at) return null;
  const withinMs = (fail_fast_within ?? 0) * 1000;
  const isApart = (time: Date | null): boolean => time === null || opened_at.getTime() > time.getTime() + withinMs;
  if (row.unreached_count === 0 || (isApart(row.latest_at) && isApart(row.probe_at))) {
    Object.assign(row, { ...NOTHING, unreached_since: opened_at });
  }
  row.unreached_count++;
  row.latest_at = database.now();
  row.within_seconds = fail_fast_within;
  if (row.held_since !== null || row.unreached_count < fail_fast_after) return null;
  row.held_since = database.now();
  row.probe_at = new Date(database.now().getTime() + probeSeconds * 1000);
  return "begins";
}

const NOTHING: Partial<OutageRow> = { unreached_count: 0, unreached_since: null, held_since: null, probe_at: null };

/** Only such calls are held back; a replay, or a worker's own request, may run where there is no way to the insurer. */
function isFirstRun({ tables }: Database, { request_id, asked_mode }: RequestRow, leaseToken: string): boolean {
  const attempts = tables.medical_insurance_attempts.filter((each) => each.request_id === request_id);
  return (asked_mode === "sync" || asked_mode === "async") && attempts.every((each) => each.lease_token === leaseToken);
}

function msOf(time: Date | null): number {
  return time?.getTime() ?? Number.NEGATIVE_INFINITY;
}
