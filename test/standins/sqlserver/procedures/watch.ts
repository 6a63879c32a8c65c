import { setTimeout as sleep } from "node:timers/promises";
import { declareProcedure, input, optionalOutput, returned } from "../procedure.ts";
import { bit, int } from "../sql-type.ts";
import { dueRows } from "./next.ts";
import { throwError } from "./throw-error.ts";

const name = "sp_medical_insurance_watch";
const pauseMs = 50;

/** Waits until a row of the queue is due; it takes none. */
export const watch = declareProcedure(
  name,
  { wait_ms: input(int), is_due: optionalOutput(bit) },
  async ({ wait_ms }, { database, cancelled }) => {
    if (wait_ms === null || wait_ms < 0 || wait_ms > 4000) {
      return throwError(name, 51001, "参数有误：@wait_ms 须在 0 到 4000 之间。");
    }
    const untilMs = performance.now() + wait_ms;
    while (dueRows(database).length === 0 && performance.now() < untilMs && !cancelled.aborted) await sleep(pauseMs);
    return returned({ outputs: { is_due: dueRows(database).length > 0 } });
  },
);
