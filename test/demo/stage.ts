import { sourceProcessor } from "../rig/processor.ts";
import { openRig, type Rig } from "../rig/rig.ts";

/** Both stand-ins, and between them a folder in which the processor finds its configuration. */
export type Stage = Rig;

export interface Ports {
  readonly sql: number;
  readonly insurer: number;
}

/** Printed for people, who keep them in their own settings: the same at every start. */
const host = "127.0.0.1";
const password = "Stand-in-1";

/** The rig of the whole runs, with the processor's source, which needs no build, and ten seconds for an answer. */
export function setStage({ sql, insurer }: Ports): Promise<Stage> {
  return openRig({
    sql: { host, password, port: sql },
    insurer: { host, port: insurer },
    processor: sourceProcessor,
    configuration: { sdk: { timeout: 10 } },
  });
}
