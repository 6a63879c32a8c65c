import type { Outcome } from "../outcome/outcome.ts";
import type { Finished, NotStored, Waiting } from "./store-outcome.ts";

/** How many requests ended in which state. */
export interface DrainCounts {
  /** The database has the outcome: by the row's error_code, or SUCCESS. */
  readonly results: Readonly<Record<string, number>>;
  /** Nothing was sent, and they are in the queue again. */
  readonly waiting: number;
  readonly notStored: number;
}

/** Counts how a worker's requests end; and keeps one outcome of each kind, for the exit code. */
export function startTally() {
  const results: Record<string, number> = {};
  const outcomes = new Map<Outcome["reason"], Outcome>();
  let waiting = 0;
  let notStored = 0;
  return {
    add(ending: Finished | Waiting | NotStored): void {
      if (ending.reason === "not-stored") notStored++;
      else if (ending.reason === "waiting") waiting++;
      else {
        const state = ending.state.errorCode ?? "SUCCESS";
        results[state] = (results[state] ?? 0) + 1;
      }
      outcomes.set(ending.outcome.reason, ending.outcome);
    },
    read: (): { readonly counts: DrainCounts; readonly outcomes: readonly Outcome[] } => ({
      counts: { results, waiting, notStored },
      outcomes: [...outcomes.values()],
    }),
  };
}
