import { type FinishAnswer, type FinishCall, finishRequest, isRefusedForGood, msToCarry } from "../store/finish.ts";
import type { Deliver, Delivery, OfRequest } from "../store/spool/delivery.ts";
import type { Dependencies } from "./dependencies.ts";

const MS_FOR_DELIVERY = 2000;

type Needed = Pick<Dependencies, "spool" | "procedures" | "clock" | "log">;

/**
 * Delivers to the database what earlier runs could not store. After 2 s it begins no further one, so that nobody waits long
 * because of another's failure; one that it has begun may take as long as its size needs.
 * @param latestMs when it must be over in any case, on the clock's scale
 */
export function deliverSpooled(dependencies: Needed, latestMs: number): Promise<void> {
  const { spool, clock } = dependencies;
  const untilMs = Math.min(latestMs, clock.elapsedMs() + MS_FOR_DELIVERY);
  return spool.deliverDue(deliverer(dependencies, latestMs), () => clock.elapsedMs() < untilMs);
}

/** Delivers all that the spool has of one request. */
export function deliverSpooledOf(requestId: number, dependencies: Needed, latestMs: number): Promise<OfRequest> {
  return dependencies.spool.deliverOf(requestId, deliverer(dependencies, latestMs));
}

function deliverer({ procedures, clock, log }: Needed, latestMs: number): Deliver {
  return async (finish) => {
    const untilMs = Math.min(latestMs, clock.elapsedMs() + MS_FOR_DELIVERY + msToCarry(finish));
    const answer = await finishRequest(procedures, finish, untilMs);
    const delivery = deliveryAfter(answer);
    logDelivery(finish, answer, delivery, log);
    return delivery;
  };
}

function deliveryAfter(answer: FinishAnswer): Delivery {
  switch (answer.reason) {
    case "stored":
    case "kept":
    case "already":
      return { result: "taken" };
    case "attempt-unknown":
      return { result: "rejected", why: "the database does not know this attempt" };
    default:
      return { result: isRefusedForGood(answer) ? "rejected" : "later", why: answer.cause };
  }
}

function logDelivery(finish: FinishCall, answer: FinishAnswer, delivery: Delivery, log: Dependencies["log"]): void {
  log.warn("spooled finish", {
    request_id: finish.requestId,
    attempt_id: finish.attemptId,
    result: answer.reason,
    delivery: delivery.result,
    ...(delivery.result === "taken" ? {} : { cause: delivery.why }),
  });
}
