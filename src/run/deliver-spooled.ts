import { type FinishAnswer, type FinishCall, finishRequest } from "../store/finish.ts";
import type { Delivery } from "../store/spool.ts";
import type { Dependencies } from "./dependencies.ts";

const MS_FOR_DELIVERY = 2000;

/**
 * Delivers to the database what earlier runs could not store. It takes at most 2 s, so that a caller does not wait
 * long because an earlier run failed.
 * @param latestMs when it must be over in any case, on the clock's scale
 * @returns the requests whose outcome the database now has
 */
export async function deliverSpooled(
  { spool, procedures, clock, log }: Pick<Dependencies, "spool" | "procedures" | "clock" | "log">,
  latestMs: number,
): Promise<readonly number[]> {
  const untilMs = Math.min(latestMs, clock.elapsedMs() + MS_FOR_DELIVERY);
  const delivered: number[] = [];
  const deliver = async (finish: FinishCall): Promise<Delivery> => {
    const answer = await finishRequest(procedures, finish, untilMs);
    const delivery = deliveryAfter(answer);
    log.warn("spooled finish", {
      request_id: finish.requestId,
      attempt_id: finish.attemptId,
      result: answer.reason,
      delivery,
    });
    if (delivery === "taken") delivered.push(finish.requestId);
    return delivery;
  };
  await spool.deliverAll(deliver, () => clock.elapsedMs() < untilMs);
  return delivered;
}

function deliveryAfter(answer: FinishAnswer): Delivery {
  switch (answer.reason) {
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
