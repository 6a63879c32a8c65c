import type { Edges } from "./edges.ts";
import type { Delivery } from "./spool.ts";
import { type FinishCall, finishRequest } from "./store/finish.ts";

const MS_FOR_DELIVERY = 2000;

/**
 * Hands in what earlier runs could not store. It takes at most 2 s, so that no caller waits long for another's trouble.
 * @param latestMs when it must be over in any case, on the clock's scale
 * @returns the requests whose end the database now has
 */
export async function deliverSpooled(
  { spool, caller, clock, log }: Pick<Edges, "spool" | "caller" | "clock" | "log">,
  latestMs: number,
): Promise<readonly number[]> {
  const untilMs = Math.min(latestMs, clock.elapsedMs() + MS_FOR_DELIVERY);
  const taken: number[] = [];
  const deliver = async (finish: FinishCall): Promise<Delivery> => {
    const result = await finishRequest(caller, finish, untilMs);
    const delivery = deliveryAfter(result);
    log.warn("spooled finish", {
      request_id: finish.requestId,
      attempt_id: finish.attemptId,
      result: result.reason,
      delivery,
    });
    if (delivery === "taken") taken.push(finish.requestId);
    return delivery;
  };
  await spool.handIn(deliver, () => clock.elapsedMs() < untilMs);
  return taken;
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
