import type { Clock } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Delivery, Spool } from "./spool.ts";
import type { Caller } from "./store/caller.ts";
import { type FinishCall, finishRequest } from "./store/finish.ts";

const MS_FOR_DELIVERY = 2000;

/** Hands in what earlier runs could not store. It takes at most 2 s, so that no caller waits long for another's trouble. */
export async function deliverSpooled({
  spool,
  caller,
  clock,
  log,
}: {
  spool: Spool;
  caller: Caller;
  clock: Clock;
  log: Log;
}): Promise<void> {
  const untilMs = clock.elapsedMs() + MS_FOR_DELIVERY;
  const deliver = async (finish: FinishCall): Promise<Delivery> => {
    const result = await finishRequest(caller, finish, untilMs);
    const delivery = deliveryAfter(result);
    log.warn("spooled finish", {
      request_id: finish.requestId,
      attempt_id: finish.attemptId,
      result: result.reason,
      delivery,
    });
    return delivery;
  };
  await spool.handIn(deliver, () => clock.elapsedMs() < untilMs);
}

function deliveryAfter(result: Awaited<ReturnType<typeof finishRequest>>): Delivery {
  switch (result.reason) {
    case "stored":
    case "kept":
    case "already":
      return "taken";
    case "attempt-unknown":
    case "call-refused":
      return "rejected";
    default:
      return "later";
  }
}
