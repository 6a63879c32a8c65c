import type { Dependencies } from "./dependencies.ts";

/** Ends the process, loudly, when a request takes longer than it may; it works even while the process computes without an end. */
export interface Watchdog {
  /** Watches one request. */
  watch(watched: Watched): void;
  /** This request is no longer watched. */
  rest(requestId: number): void;
}

export interface Watched {
  readonly requestId: number;
  /** After so many seconds the process is ended. */
  readonly seconds: number;
  /** What is written to the log and to stderr then. */
  readonly logFile: string;
  readonly logLine: string;
  readonly words: string;
}

/** A run ends by itself at its deadline; only one that computes without an end is still there so long after it. */
const SECONDS_OF_GRACE = 5;

/** One request, with what is said if it has to be ended: the process cannot say anything then. */
export function watchedRequest(
  requestId: number,
  { configuration, log }: Pick<Dependencies, "configuration" | "log">,
): Watched {
  const seconds = Math.ceil(configuration.deadlineSeconds) + SECONDS_OF_GRACE;
  const { file, text } = log.draft("ended by the watchdog", { request_id: requestId, seconds });
  const words = `request ${requestId} took more than ${seconds} s: this process is ended, and rescue ends the request\n`;
  return { requestId, seconds, logFile: file, logLine: text, words };
}
