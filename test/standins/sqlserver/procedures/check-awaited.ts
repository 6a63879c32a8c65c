import type { Outcome } from "../procedure.ts";
import type { Session } from "../session-state.ts";
import { throwError } from "./throw-error.ts";

/** A call that was delayed until its caller waits no longer changes nothing. */
export function lateFault({ database, loggedInAt }: Session, awaitedMs: number): Outcome | undefined {
  if (database.now().getTime() - loggedInAt.getTime() <= awaitedMs) return undefined;
  const text = "这次调用执行得太晚，处理程序已经不再等待结果。未做任何修改。";
  return throwError("sp_medical_insurance_check_awaited", 51015, text);
}
