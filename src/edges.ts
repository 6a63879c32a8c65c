import type { Clock } from "./clock.ts";
import type { Configuration } from "./config/configuration.ts";
import type { LoadInterface } from "./interfaces/interface.ts";
import type { Log } from "./log.ts";
import type { Transport } from "./sending.ts";
import type { Spool } from "./spool.ts";
import type { Caller } from "./store/caller.ts";

/** Everything outside the run, so that a test can stand in for any of it. */
export interface Edges {
  readonly configuration: Configuration;
  readonly clock: Clock;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly newToken: () => string;
  /** Machine and process; stands in the tables. */
  readonly owner: string;
  readonly requestedBy: string;
  readonly caller: Caller;
  readonly loadInterface: LoadInterface;
  readonly openLine: Transport["openLine"];
  readonly spool: Spool;
  readonly log: Log;
}
