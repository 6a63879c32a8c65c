import { localTimeIn, numberIn, textIn } from "./column.ts";
import type { StoreFailure } from "./failure.ts";
import type { Row, Session } from "./session.ts";

/** How the database is, as far as this login may see it. */
export interface DatabaseFacts {
  readonly version: number;
  readonly utcTime: Date;
  readonly isAccepted: boolean;
  readonly stuckCount: number;
  readonly pendingCount: number;
  readonly oldestPendingSeconds: number | null;
  readonly unreconciledCount: number;
  /** Since the gateway refused an attempt, and since an attempt had a reply; null: none of the last 100. */
  readonly refusedSecondsAgo: number | null;
  readonly repliedSecondsAgo: number | null;
  readonly codePage: number | null;
  /** "": none, without xp_cmdshell; null: this login may not see it. */
  readonly processorPath: string | null;
  /** A crash of the server can lose what was committed. */
  readonly isDurabilityForced: boolean;
  /** Calls that are held back because the insurer cannot be reached; null: none are. */
  readonly heldCalls: HeldCalls | null;
}

/** Times are the database's, `yyyy-MM-dd HH:mm:ss`. */
export interface HeldCalls {
  readonly since: string;
  readonly unreachedSince: string;
  /** Runs in a row that reached nobody. */
  readonly unreachedCount: number;
}

/** Reads, and changes nothing. Procedure sp_medical_insurance_inspect. */
export async function inspectDatabase(session: Session, timeoutMs: number): Promise<DatabaseFacts | StoreFailure> {
  const result = await session.call("sp_medical_insurance_inspect", {}, timeoutMs);
  if ("reason" in result) return result;
  const row: Row = result.rows[0] ?? {};
  return {
    version: Number(row.version),
    utcTime: row.utc_time instanceof Date ? row.utc_time : new Date(Number.NaN),
    isAccepted: Number(row.is_accepted) === 1,
    stuckCount: Number(row.stuck_count),
    pendingCount: Number(row.pending_count),
    oldestPendingSeconds: numberIn(row.oldest_pending_seconds),
    unreconciledCount: Number(row.unreconciled_count),
    refusedSecondsAgo: numberIn(row.refused_seconds_ago),
    repliedSecondsAgo: numberIn(row.replied_seconds_ago),
    codePage: numberIn(row.code_page),
    processorPath: textIn(row.processor_path),
    isDurabilityForced: Number(row.is_durability_forced) === 1,
    heldCalls: heldCallsIn(row),
  };
}

function heldCallsIn(row: Row): HeldCalls | null {
  const since = localTimeIn(row.held_since);
  const unreachedSince = localTimeIn(row.unreached_since);
  if (since === null || unreachedSince === null) return null;
  return { since, unreachedSince, unreachedCount: Number(row.unreached_count) };
}
