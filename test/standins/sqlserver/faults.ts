import { type SqlError, sqlError } from "./sql-error.ts";

/** Where a fault can be met: when a client connects or logs in, at any SQL batch, or at the procedure of this name. */
export type Place = "connect" | "login" | "batch" | `sp_${string}`;

/** Where a fault can be put: every, at each batch and procedure. */
export type PlannedPlace = Place | "every";

/** Before the server acts on what it received, or after it has acted and before it answers the client. */
export type Moment = "before" | "after";

export type Fault =
  | { readonly kind: "raise"; readonly error: SqlError }
  /** The connection is closed. */
  | { readonly kind: "drop" }
  /** The connection stays open and nothing is ever answered on it again. */
  | { readonly kind: "silence" };

/** A client that has been stopped at a place; `reached` resolves when it is there. */
export interface Hold {
  readonly reached: Promise<void>;
  /** Lets it go on, or meet with a fault instead. */
  release(fault?: Fault): void;
}

export interface Faults {
  /** Raises an error, `times` times or for ever; `facts` are its text, state, severity (20 and more also ends the connection). */
  raise(place: PlannedPlace, number: number, times?: number, moment?: Moment, facts?: Partial<SqlError>): void;
  drop(place: PlannedPlace, moment: Moment, times?: number): void;
  silence(place: PlannedPlace, moment: Moment, times?: number): void;
  /** Stops the next `times` clients that come there. */
  hold(place: PlannedPlace, moment: Moment, times?: number): Hold;
  /** Forgets what was planned; who is held stays held. */
  clear(): void;
}

/** A client that has sent an attention (its own timeout) waits for nothing more. */
export interface Cancelled {
  readonly kind: "cancelled";
}

/** Asked by the server at each place; planned faults are met in the order in which they were planned. */
export type MeetFault = (place: Place, moment: Moment, signal: AbortSignal) => Promise<Fault | Cancelled | undefined>;

interface Plan {
  readonly place: PlannedPlace;
  readonly moment: Moment;
  left: number;
  readonly meet: () => Promise<Fault | undefined>;
}

export function createFaults(): { readonly faults: Faults; readonly meetFault: MeetFault } {
  let plans: Plan[] = [];
  const plan = (place: PlannedPlace, moment: Moment, left: number, meet: Plan["meet"]): void => {
    plans.push({ place, moment, left, meet });
  };
  return {
    faults: {
      raise(place, number, times = Number.POSITIVE_INFINITY, moment = "before", facts = {}) {
        const error = sqlError(number, `Injected error ${number}.`, facts);
        plan(place, moment, times, async () => ({ kind: "raise", error }));
      },
      drop(place, moment, times = 1) {
        plan(place, moment, times, async () => ({ kind: "drop" }));
      },
      silence(place, moment, times = 1) {
        plan(place, moment, times, async () => ({ kind: "silence" }));
      },
      hold(place, moment, times = 1) {
        const reached = Promise.withResolvers<void>();
        const released = Promise.withResolvers<Fault | undefined>();
        plan(place, moment, times, () => {
          reached.resolve();
          return released.promise;
        });
        return { reached: reached.promise, release: released.resolve };
      },
      clear() {
        plans = [];
      },
    },
    async meetFault(place, moment, signal) {
      const next = plans.find((each) => isAt(each.place, place) && each.moment === moment && each.left > 0);
      if (next === undefined) return undefined;
      next.left -= 1;
      return Promise.race([next.meet(), cancellation(signal)]);
    },
  };
}

function isAt(planned: PlannedPlace, place: Place): boolean {
  return planned === place || (planned === "every" && place !== "connect" && place !== "login");
}

function cancellation(signal: AbortSignal): Promise<Cancelled> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve({ kind: "cancelled" });
    signal.addEventListener("abort", () => resolve({ kind: "cancelled" }), { once: true });
  });
}
