import { claimNext } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { rescueRequests } from "../store/rescue.ts";
import { deadlineFrom } from "./deadline.ts";
import type { Dependencies } from "./dependencies.ts";
import { newLease } from "./lease.ts";
import { carryOut } from "./run.ts";

/** What a worker did until the queue was empty or the database failed. */
export interface Drained {
  readonly finished: number;
  readonly notStored: number;
  /** Why it stopped before the end; null when it did not. */
  readonly failure: StoreFailure | null;
}

/** Ends the process, loudly, when a request takes longer than it may; it works even while the process computes without an end. */
export interface Watchdog {
  /** Watches one request, and no longer the one before it. */
  watch(watched: {
    /** After so many seconds the process is ended. */
    readonly seconds: number;
    /** What is written to the log and to stderr then. */
    readonly logFile: string;
    readonly logLine: string;
    readonly words: string;
  }): void;
  /** Nothing is to be watched. */
  rest(): void;
}

/** A run ends by itself at its deadline; only one that computes without an end is still there so long after it. */
const SECONDS_OF_GRACE = 5;

/** Carries out the requests of the queue one after another, at most `limit` of them, each with a deadline of its own. */
export async function drainQueue(limit: number, dependencies: Dependencies, watchdog: Watchdog): Promise<Drained> {
  const { procedures, clock, configuration } = dependencies;
  const nextDeadline = () => deadlineFrom(clock.elapsedMs(), configuration.deadlineSeconds);
  const counts = { finished: 0, notStored: 0 };
  const rescued = await rescueRequests(procedures, null, nextDeadline().sendingEndsAt);
  if (rescued.reason !== "rescued") return { ...counts, failure: rescued };
  for (let taken = 0; taken < limit; taken++) {
    const deadline = nextDeadline();
    const lease = newLease(dependencies);
    const claimAskedMs = clock.elapsedMs();
    const claim = await claimNext(procedures, lease, deadline.sendingEndsAt);
    if (claim.reason === "empty") break;
    if (claim.reason !== "claimed") return { ...counts, failure: claim };
    watchdog.watch(lastWords(claim.request.requestId, dependencies));
    const ending = await carryOut({ request: claim.request, lease, claimAskedMs, deadline, dependencies }, null);
    watchdog.rest();
    if (ending.reason === "finished") counts.finished++;
    else counts.notStored++;
  }
  return { ...counts, failure: null };
}

function lastWords(request_id: number, { configuration, log }: Dependencies): Parameters<Watchdog["watch"]>[0] {
  const seconds = Math.ceil(configuration.deadlineSeconds) + SECONDS_OF_GRACE;
  const { file, text } = log.draft("ended by the watchdog", { request_id, seconds });
  const words = `request ${request_id} took more than ${seconds} s: this process is ended, and rescue ends the request\n`;
  return { seconds, logFile: file, logLine: text, words };
}
