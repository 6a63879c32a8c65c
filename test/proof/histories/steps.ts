/** A point at which a process waits for the world outside, and may be killed. */
export interface Step {
  readonly process: number;
  /** On the world's clock, in milliseconds: it is not taken before. */
  readonly dueMs: number;
  readonly take: (fate: number) => void;
}

/** One thread of time for all processes of a history: nothing happens but by taking a step. */
export interface Steps {
  readonly nowMs: number;
  readonly waiting: readonly Step[];
  /** Stops a process here until the step is taken; gives the fate that it meets. */
  reach(process: number, afterMs: number): Promise<number>;
  /** Takes one of the waiting steps and lets every process run until it waits again. */
  take(pick: number, fate: number): Promise<void>;
  pass(ms: number): void;
  /** What the process waits for never comes. */
  forget(process: number): void;
}

export function createSteps(): Steps {
  let nowMs = 0;
  let waiting: Step[] = [];
  return {
    get nowMs() {
      return nowMs;
    },
    get waiting() {
      return waiting;
    },
    reach(process, afterMs) {
      const reached = Promise.withResolvers<number>();
      waiting.push({ process, dueMs: nowMs + afterMs, take: reached.resolve });
      return reached.promise;
    },
    async take(pick, fate) {
      const step = waiting[pick % waiting.length];
      if (step === undefined) return;
      waiting = waiting.filter((each) => each !== step);
      nowMs = Math.max(nowMs, step.dueMs);
      step.take(fate);
      await allAtRest();
    },
    pass(ms) {
      nowMs += ms;
    },
    forget(process) {
      waiting = waiting.filter((each) => each.process !== process);
    },
  };
}

/** Every promise that can settle has settled: no step of a history is a timer or a socket. */
export function allAtRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
