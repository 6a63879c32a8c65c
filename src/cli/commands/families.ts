import { defineDatabaseVerbs } from "./db.ts";
import { defineDoctor } from "./doctor.ts";
import type { Family } from "./family.ts";
import { defineHelp } from "./help.ts";
import { defineLookVerbs } from "./look.ts";
import { defineQueueVerbs } from "./queue.ts";
import { defineReplay } from "./replay.ts";
import { defineReport } from "./report.ts";
import { defineSchemaVerbs } from "./schema.ts";
import { defineSpoolVerbs } from "./spool.ts";

/** In the order in which the help lists them. Each has a file that only defines its verbs. */
export const FAMILIES: readonly ((family: Family) => void)[] = [
  defineReplay,
  defineQueueVerbs,
  defineSpoolVerbs,
  defineDoctor,
  defineLookVerbs,
  defineReport,
  defineSchemaVerbs,
  defineDatabaseVerbs,
  defineHelp,
];
