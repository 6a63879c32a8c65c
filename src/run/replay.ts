import type { Deadline } from "./deadline.ts";
import { deliverSpooledOf } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import { type Ending, run } from "./run.ts";

/**
 * Sends a request again that has ended. What the spool has of it is delivered first: the replay would repeat what may have been
 * answered already. While that cannot be delivered, or looked at, nothing is sent; and a confirmation that was given without
 * knowing of such a reply is void.
 */
export async function replay(
  { requestId, confirmed }: { readonly requestId: number; readonly confirmed: boolean },
  deadline: Deadline,
  dependencies: Dependencies,
): Promise<Ending> {
  const spooled = await deliverSpooledOf(requestId, dependencies, deadline.sendingEndsAt);
  if (spooled.reason === "answer-spooled") return spooled;
  const isStillConfirmed = confirmed && spooled.count === 0;
  return run({ requestId, replay: true, confirmed: isStillConfirmed }, deadline, dependencies);
}
