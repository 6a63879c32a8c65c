import { type FinishAnswer, type FinishCall, finishRequest, isRefusedForGood, msToCarry } from "../store/finish.ts";
import type { Deliver, Delivery, Undelivered } from "../store/spool/delivery.ts";
import type { SpooledFile } from "../store/spool/spooled-files.ts";
import type { Dependencies } from "./dependencies.ts";

const MS_FOR_DELIVERY = 2000;
/** A person waits for this one. */
const MS_FOR_OWN_DELIVERY = 10_000;

type Needed = Pick<Dependencies, "spool" | "procedures" | "clock" | "log">;

/**
 * Delivers to the database what earlier runs could not store. After 2 s it begins no further one, so that nobody waits long
 * because of another's failure; one that it has begun may take as long as its size needs.
 * @param latestMs when it must be over in any case, on the clock's scale
 */
export function deliverSpooled(dependencies: Needed, latestMs: number): Promise<void> {
  const { spool, clock } = dependencies;
  const untilMs = Math.min(latestMs, clock.elapsedMs() + MS_FOR_DELIVERY);
  return spool.deliverDue(
    deliverer(dependencies, { withinMs: MS_FOR_DELIVERY, latestMs }),
    () => clock.elapsedMs() < untilMs,
  );
}

/** All that the spool had of one request is in the database now. */
export interface SpoolDelivered {
  readonly reason: "spool-delivered";
  readonly count: number;
}

/** The spool has, or may have, an outcome of this request that the database does not have. */
export interface AnswerSpooled extends Undelivered {
  readonly reason: "answer-spooled";
  readonly folder: string;
}

/** Delivers all that the spool has of one request. */
export async function deliverSpooledOf(
  requestId: number,
  dependencies: Needed,
  latestMs: number,
): Promise<SpoolDelivered | AnswerSpooled> {
  const { spool } = dependencies;
  const deliver = deliverer(dependencies, { withinMs: MS_FOR_OWN_DELIVERY, latestMs });
  const { delivered, undelivered } = await spool.deliverOf(requestId, deliver);
  const [first] = undelivered;
  return first === undefined
    ? { reason: "spool-delivered", count: delivered }
    : { reason: "answer-spooled", folder: spool.folder, ...first };
}

/** What became of a file that a person asked to deliver. */
export type AskedDelivery =
  | { readonly file: string; readonly result: "stored" }
  | { readonly file: string; readonly result: "later" | "rejected" | "incomplete"; readonly why: string };

/** Delivers the files that a person chose, due or not, rejected or not. When the database is away, the rest is not tried. */
export async function deliverAsked(
  files: readonly SpooledFile[],
  dependencies: Needed,
): Promise<readonly AskedDelivery[]> {
  let isAway = false;
  const deliver = deliverer(
    dependencies,
    { withinMs: MS_FOR_OWN_DELIVERY, latestMs: Number.POSITIVE_INFINITY },
    ({ reason }) => {
      isAway = reason === "database-away" || reason === "instance-away" || reason === "login-refused";
    },
  );
  const deliveries: AskedDelivery[] = [];
  for (const each of files) {
    const { file } = each;
    if (isAway) {
      deliveries.push({ file, result: "later", why: "not tried, because the database could not be reached" });
      continue;
    }
    const delivery = await dependencies.spool.deliverAsked(each, deliver);
    if (delivery === null) deliveries.push({ file, result: "incomplete", why: "the file was not written to its end" });
    else if (delivery.result === "taken") deliveries.push({ file, result: "stored" });
    else deliveries.push({ file, ...delivery });
  }
  return deliveries;
}

interface Limits {
  /** For one of no size. */
  readonly withinMs: number;
  readonly latestMs: number;
}

function deliverer(
  { procedures, clock, log }: Needed,
  { withinMs, latestMs }: Limits,
  onAnswer: (answer: FinishAnswer) => void = () => {},
): Deliver {
  return async (finish) => {
    const untilMs = Math.min(latestMs, clock.elapsedMs() + withinMs + msToCarry(finish));
    const answer = await finishRequest(procedures, finish, null, untilMs);
    onAnswer(answer);
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
    case "waiting":
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
