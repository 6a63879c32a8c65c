import type { Outcome } from "./outcome.ts";
import type { ClaimedRequest, Refusal } from "./store/claim.ts";
import type { StoreFailure } from "./store/failure.ts";
import type { FinishCall } from "./store/finish.ts";

/** How a run ended. */
export type Ending =
  | Finished
  | NotStored
  | { readonly reason: "not-claimed"; readonly refusal: Refusal }
  | StoreFailure;

/** The request has come to an outcome, and the database has it. */
export interface Finished {
  readonly reason: "finished";
  readonly request: ClaimedRequest;
  readonly outcome: Outcome;
  readonly finish: FinishCall;
  readonly attempts: number;
}

/** The request has come to an outcome that the database did not take. */
export interface NotStored {
  readonly reason: "not-stored";
  readonly request: ClaimedRequest;
  readonly outcome: Outcome;
  readonly finish: FinishCall;
  readonly attempts: number;
  /** The spooled file; null when the spool did not take it either. */
  readonly spooledAs: string | null;
  readonly cause: string;
}
