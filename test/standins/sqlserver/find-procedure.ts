import { datatypeInfo } from "./datatype-info.ts";
import type { Procedure } from "./procedure.ts";
import { acceptDatabase } from "./procedures/accept-database.ts";
import { attempt } from "./procedures/attempt.ts";
import { call } from "./procedures/call.ts";
import { claim } from "./procedures/claim.ts";
import { finish } from "./procedures/finish.ts";
import { holds } from "./procedures/holds.ts";
import { inspect } from "./procedures/inspect.ts";
import { list } from "./procedures/list.ts";
import { next } from "./procedures/next.ts";
import { purge } from "./procedures/purge.ts";
import { report } from "./procedures/report.ts";
import { rescue } from "./procedures/rescue.ts";
import { resolve } from "./procedures/resolve.ts";
import { show } from "./procedures/show.ts";
import { wait } from "./procedures/wait.ts";
import { watch } from "./procedures/watch.ts";

const all: readonly Procedure[] = [
  call,
  wait,
  claim,
  next,
  watch,
  holds,
  attempt,
  finish,
  rescue,
  resolve,
  report,
  show,
  list,
  purge,
  acceptDatabase,
  inspect,
  datatypeInfo,
];

/** Finds a procedure as the server does: in any case, with or without the schema, in brackets or not. */
export function findProcedure(name: string): Procedure | undefined {
  const plain = name
    .replaceAll(/[[\]"]/g, "")
    .replace(/^.*\./, "")
    .toLowerCase();
  return all.find((procedure) => procedure.name === plain);
}
