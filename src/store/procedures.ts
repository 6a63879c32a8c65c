import type { Clock } from "../clock.ts";
import type { DatabaseSettings } from "../config/connection-string.ts";
import { orStopped } from "../stop.ts";
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
    persistence?: Persistence,
  ): Promise<CallResult | StoreFailure>;
  /**
   * The same for a procedure that may do nothing once its caller has gone: `awaited_ms` tells it how long after the login of
   * this session the answer is awaited. A time since an event that both sides saw needs no clocks that agree.
   * @param stop ends the call at once, unless it may have reached the database
   */
  callWhileAwaited(
    procedure: string,
    parameters: Readonly<Record<string, Parameter>>,
    untilMs: number,
    stop?: AbortSignal | null,
  ): Promise<CallResult | StoreFailure>;
  close(): void;
}

/** How a call is repeated, where it is not as usual. */
export interface Persistence {
  readonly isWorthRepeating: (failure: StoreFailure) => boolean;
  /** The longest that one try may take. */
  readonly longestTryMs: number;
  /** Ends the call at once, unless it may have reached the database. */
  readonly stop?: AbortSignal | null;
  /** Called once when the database does not take the call at once: at the first failure, or after a second without an answer. */
  readonly onDelay: () => void;
}

/** Hears how calls go, for the log and for the person who waits. */
export interface CallListener {
  /** Once a call that fails and is repeated until `untilMs`, unless that is over at once. */
  readonly repeats: (procedure: string, failure: StoreFailure, untilMs: number) => void;
  readonly ends: (
    procedure: string,
    facts: { readonly tries: number; readonly ms: number; readonly result: string },
  ) => void;
}

export interface ProcedureTiming {
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

type ParametersOf = (awaitedMs: number) => Readonly<Record<string, Parameter>>;

export const LONGEST_CALL_MS = 5000;
const AT_ONCE_MS = 1000;
const LONGEST_PAUSE_MS = 1000;
const SHORTEST_PAUSE_MS = 50;
/** A dropped connection and its repetition are over sooner. */
const WORTH_A_LINE_MS = 500;
/** With less time than this, a failure would say nothing about the database. */
const SHORTEST_TRY_MS = 250;
/** `awaited_ms` is an int, which counts 24 days. */
const OLDEST_SESSION_MS = 86_400_000;

const USUAL: Persistence = { isWorthRepeating: isPassing, longestTryMs: LONGEST_CALL_MS, onDelay: () => {} };

export function openProcedures(
  settings: DatabaseSettings,
  { clock, random, sleep }: ProcedureTiming,
  listener: CallListener,
): Procedures {
  let session: Session | null = null;
  /** Before the login, so that the server's count of the time since then is never the longer one. */
  let connectedAtMs = 0;
  /** How many calls may have reached the database. */
  let asked = 0;

  const callOnce = async (
    procedure: string,
    parametersOf: ParametersOf,
    untilMs: number,
    longestTryMs: number,
    stop: AbortSignal | null,
  ): Promise<CallResult | StoreFailure> => {
    const timeLeft = (longestMs: number): number => Math.max(1, Math.min(longestMs, untilMs - clock.elapsedMs()));
    if (clock.elapsedMs() - connectedAtMs > OLDEST_SESSION_MS) closeSession();
    if (session === null) {
      connectedAtMs = clock.elapsedMs();
      const connected = await connect(settings, timeLeft(LONGEST_CALL_MS), stop);
      if ("reason" in connected) return connected;
      session = connected;
    }
    asked++;
    const patienceMs = timeLeft(longestTryMs);
    const awaitedMs = Math.ceil(clock.elapsedMs() - connectedAtMs + patienceMs);
    const result = await session.call(procedure, parametersOf(awaitedMs), patienceMs);
    if ("reason" in result && result.reason === "database-away") closeSession();
    return result;
  };

  const closeSession = (): void => {
    session?.close();
    session = null;
  };

  const callUntil = async (
    procedure: string,
    parametersOf: ParametersOf,
    untilMs: number,
    { isWorthRepeating, longestTryMs, onDelay, stop: given = null }: Persistence,
  ): Promise<CallResult | StoreFailure> => {
    const delay = startDelay(onDelay);
    const askedBefore = asked;
    const begunMs = clock.elapsedMs();
    let isTold = false;
    const stop = (): AbortSignal | null => (asked > askedBefore ? null : given);
    const ended = (tries: number, result: CallResult | StoreFailure): CallResult | StoreFailure => {
      const ms = Math.round(clock.elapsedMs() - begunMs);
      listener.ends(procedure, { tries, ms, result: "reason" in result ? result.reason : "done" });
      return result;
    };
    try {
      for (let tries = 1, pauseMs = SHORTEST_PAUSE_MS; ; tries++, pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
        const result = await callOnce(procedure, parametersOf, untilMs, longestTryMs, stop());
        if (!("reason" in result)) return ended(tries, result);
        delay.noticed();
        const wait = pauseMs * (0.5 + random() / 2);
        const nextMs = clock.elapsedMs() + wait;
        const isOver = stop()?.aborted || nextMs + SHORTEST_TRY_MS >= untilMs;
        if (isOver || !isWorthRepeating(result)) return ended(tries, result);
        if (!isTold && nextMs - begunMs > WORTH_A_LINE_MS) {
          isTold = true;
          listener.repeats(procedure, result, untilMs);
        }
        // After a failover the old connection may answer for ever that its database cannot be written.
        if (result.reason === "call-refused") closeSession();
        await orStopped(sleep(wait), stop());
      }
    } finally {
      delay.over();
    }
  };

  return {
    call: (procedure, parameters, untilMs, persistence = USUAL) =>
      callUntil(procedure, () => parameters, untilMs, persistence),
    callWhileAwaited(procedure, parameters, untilMs, stop = null) {
      const parametersOf: ParametersOf = (awaitedMs) => ({
        ...parameters,
        awaited_ms: { type: "int", value: awaitedMs },
      });
      return callUntil(procedure, parametersOf, untilMs, stop === null ? USUAL : { ...USUAL, stop });
    },
    close: closeSession,
  };
}

/** Of a call that takes nothing: it also ends when its session is closed because the process is told to stop. */
export function persistentUntil(stop: AbortSignal | null): Persistence {
  if (stop === null) return USUAL;
  return { ...USUAL, stop, isWorthRepeating: (failure) => !stop.aborted && isPassing(failure) };
}

/** Calls `onDelay` once, at the first failure or when a second is over. */
function startDelay(onDelay: () => void) {
  let isNoticed = false;
  const noticed = (): void => {
    if (isNoticed) return;
    isNoticed = true;
    onDelay();
  };
  const timer = setTimeout(noticed, AT_ONCE_MS);
  return { noticed, over: () => clearTimeout(timer) };
}
