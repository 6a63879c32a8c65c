import { SECONDS_FOR_FINISH } from "../config/configuration.ts";
import type { Dependencies } from "./dependencies.ts";

/** The instants of one run, in milliseconds on the scale of `Clock.elapsedMs`. */
export interface Deadline {
  /** After this no request is sent, and no reply is waited for. */
  readonly sendingEndsAt: number;
  /** After this the database is not tried again; what it did not store goes to the spool. */
  readonly storingEndsAt: number;
  /** The process ends. */
  readonly at: number;
}

const MS_FOR_SPOOL = 500;

/** @param startMs when the run began: 0, the start of the process, or when a worker took a further request */
export function deadlineFrom(startMs: number, deadlineSeconds: number): Deadline {
  const at = startMs + deadlineSeconds * 1000;
  return { sendingEndsAt: at - SECONDS_FOR_FINISH * 1000, storingEndsAt: at - MS_FOR_SPOOL, at };
}

/** The deadline of what begins now. */
export function newDeadline({ clock, configuration }: Pick<Dependencies, "clock" | "configuration">): Deadline {
  return deadlineFrom(clock.elapsedMs(), configuration.deadlineSeconds);
}
