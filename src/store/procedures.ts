import type { Clock } from "../clock.ts";
import type { DatabaseSettings } from "../config/connection-string.ts";
import { isPassing, type StoreFailure } from "./failure.ts";
import { type CallResult, connect, type Parameter, type Session } from "./session.ts";

/** Calls procedures, over a new connection when the old one is gone. */
export interface Procedures {
  /**
   * Repeats a call while its failure may pass, until `untilMs` on the clock's scale. Every procedure called this way gives the
   * same result when it is repeated, so the loss of a result does no harm.
   */
  call(
    procedure: string,
    parameters: Readonly<Record<string, Parameter>>,
    untilMs: number,
  ): Promise<CallResult | StoreFailure>;
  close(): void;
}

export interface ProcedureTiming {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const LONGEST_CALL_MS = 5000;
const LONGEST_PAUSE_MS = 1000;
const SHORTEST_PAUSE_MS = 50;
/** With less time than this, a failure would say nothing about the database. */
const SHORTEST_TRY_MS = 250;

export function openProcedures(settings: DatabaseSettings, { clock, random, sleep }: ProcedureTiming): Procedures {
  let session: Session | null = null;

  const callOnce: Procedures["call"] = async (procedure, parameters, untilMs) => {
    const timeLeft = (): number => Math.max(1, Math.min(LONGEST_CALL_MS, untilMs - clock.elapsedMs()));
    if (session === null) {
      const connected = await connect(settings, timeLeft());
      if ("reason" in connected) return connected;
      session = connected;
    }
    const result = await session.call(procedure, parameters, timeLeft());
    if ("reason" in result && result.reason === "database-away") closeSession();
    return result;
  };

  const closeSession = (): void => {
    session?.close();
    session = null;
  };

  return {
    async call(procedure, parameters, untilMs) {
      for (let pauseMs = SHORTEST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
        const result = await callOnce(procedure, parameters, untilMs);
        if (!("reason" in result) || !isPassing(result)) return result;
        const wait = pauseMs * (0.5 + random() / 2);
        if (clock.elapsedMs() + wait + SHORTEST_TRY_MS >= untilMs) return result;
        await sleep(wait);
      }
    },
    close: closeSession,
  };
}
