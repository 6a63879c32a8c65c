/**
 * Where an exchange can be held: "connected" before a byte is read (and before TLS), "request-read" after the request was
 * read and before anything is answered, "half-replied" after the first half of the reply's bytes.
 */
export type HoldPoint = "connected" | "request-read" | "half-replied";

/** A hold that was set: it tells when the point is reached, and can be released. */
export interface Hold {
  readonly reached: Promise<void>;
  release(): void;
}

export interface Holds {
  /** Holds the next exchange that reaches the point, of that infno when one is named; one exchange a hold. */
  hold(point: HoldPoint, infno?: string): Hold;
  /** Waits while a hold is set here. */
  pass(point: HoldPoint, infno: string | undefined): Promise<void>;
  willHold(point: HoldPoint, infno: string | undefined): boolean;
  releaseAll(): void;
}

interface LaidHold {
  readonly point: HoldPoint;
  readonly infno: string | undefined;
  readonly reach: () => void;
  readonly released: Promise<void>;
}

export function createHolds(): Holds {
  const laid: LaidHold[] = [];
  const releases = new Set<() => void>();
  const find = (point: HoldPoint, infno: string | undefined) =>
    laid.find((hold) => hold.point === point && (hold.infno === undefined || hold.infno === infno));

  return {
    hold(point, infno) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      laid.push({ point, infno, reach: reached.resolve, released: released.promise });
      releases.add(released.resolve);
      return { reached: reached.promise, release: released.resolve };
    },
    async pass(point, infno) {
      const hold = find(point, infno);
      if (hold === undefined) return;
      laid.splice(laid.indexOf(hold), 1);
      hold.reach();
      await hold.released;
    },
    willHold: (point, infno) => find(point, infno) !== undefined,
    releaseAll() {
      for (const release of releases) release();
    },
  };
}
