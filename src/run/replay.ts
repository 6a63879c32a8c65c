import type { Deadline } from "./deadline.ts";
import { deliverSpooled } from "./deliver-spooled.ts";
import type { Dependencies } from "./dependencies.ts";
import { type Ending, run } from "./run.ts";

/**
 * Sends a request again that has ended. The spool is delivered first: what the replay would repeat may have been answered
 * already. A confirmation that was given without knowing of such a reply is void.
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
