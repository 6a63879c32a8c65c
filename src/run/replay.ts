import type { Deadline } from "./deadline.ts";
import { deliverSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import { type Ending, run } from "./run.ts";

/**
 * Sends a request again that has ended. The spool is delivered first, because the reply to this request may be in it. A
 * confirmation does not count if such a reply is found, because the person who gave it did not know the reply.
 */
export async function replay(
  { requestId, confirmed }: { readonly requestId: number; readonly confirmed: boolean },
  deadline: Deadline,
  dependencies: Dependencies,
): Promise<Ending> {
  const answered = await deliverSpooled(dependencies, deadline.sendingEndsAt);
  const isStillConfirmed = confirmed && !answered.includes(requestId);
  return run({ requestId, replay: true, confirmed: isStillConfirmed }, deadline, dependencies);
}
