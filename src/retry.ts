import type { InterfaceClass } from "./interfaces/interface.ts";
import type { Outcome } from "./outcome.ts";
import { delayBefore, maySendAgain } from "./retry-timing.ts";
import { type AttemptUnderWay, type Message, sendOnce, type Transport } from "./sending.ts";

export interface Retry {
  readonly transport: Transport;
  readonly interfaceClass: InterfaceClass;
  readonly maxAttempts: number;
  /** No byte leaves, and no answer is awaited, from here on; on the clock's scale. */
  readonly endsAt: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Opens a further attempt after one that came to `outcome`; null: there may be none. */
  readonly openNext: (closed: AttemptUnderWay, outcome: Outcome) => Promise<AttemptUnderWay | null>;
}

/** Sends, and sends again as long as that cannot do a thing twice. */
export async function sendUntilCertain(first: AttemptUnderWay, message: Message, retry: Retry): Promise<Outcome> {
  const { transport, endsAt } = retry;
  for (let attempt = first, made = 1; ; made++) {
    const outcome = await sendOnce(attempt, message, transport, endsAt);
    if (made >= retry.maxAttempts || !maySendAgain(outcome, retry.interfaceClass)) return outcome;
    const pauseMs = delayBefore(made, outcome, retry.random);
    if (transport.clock.elapsedMs() + pauseMs >= endsAt) return outcome;
    await retry.sleep(pauseMs);
    const next = await retry.openNext(attempt, outcome);
    if (next === null) return outcome;
    attempt = next;
  }
}
