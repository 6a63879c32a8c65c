import type { InterfaceClass } from "../interfaces/interface.ts";
import type { Outcome } from "../outcome/outcome.ts";
import { delayBefore, maySendAgain } from "./retry-rules.ts";
import { type Message, sendOnce, type Transport } from "./send-once.ts";

export interface Retry {
  readonly interfaceClass: InterfaceClass;
  readonly maxAttempts: number;
  /** After this nothing is sent, and no reply is waited for; on the clock's scale. */
  readonly endsAt: number;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Opens a further attempt after one that ended with `outcome`; false: there may be none. */
  readonly openNext: (outcome: Outcome) => Promise<boolean>;
}

/** Sends, and sends again only if that cannot make anything happen twice. */
export async function sendUntilCertain(message: Message, transport: Transport, retry: Retry): Promise<Outcome> {
  const { endsAt } = retry;
  for (let made = 1; ; made++) {
    const outcome = await sendOnce(message, transport, endsAt);
    if (made >= retry.maxAttempts || !maySendAgain(outcome, retry.interfaceClass)) return outcome;
    const pauseMs = delayBefore(made, outcome, retry.random);
    if (transport.clock.elapsedMs() + pauseMs >= endsAt) return outcome;
    await retry.sleep(pauseMs);
    if (!(await retry.openNext(outcome))) return outcome;
  }
}
