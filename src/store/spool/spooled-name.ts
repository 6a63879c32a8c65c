import { randomUUID } from "node:crypto";

/** What the name of a file says: ids, how often its delivery failed, and who has it. It holds no personal data. */
export interface SpooledName {
  readonly name: string;
  readonly requestId: number;
  readonly attemptId: number;
  /** Deliveries that the database did not take; the file's time is that of the last. */
  readonly tries: number;
  /** unfinished: its writer has not given it its name. taken: a process is delivering it. */
  readonly state: "waiting" | "unfinished" | "taken";
  /** The name without tries and state. */
  readonly stem: string;
}

const NAME =
  /^(?<stem>(?<request>\d{1,10})-(?<attempt>\d{1,10})-[0-9a-z-]+)(?:\.(?<tries>\d{1,4}))?\.json(?<ending>\.tmp|\.\d+\.taken)?$/;

/** `<request>-<attempt>-<uuid>.json` */
export function newName(requestId: number, attemptId: number): string {
  return `${requestId}-${attemptId}-${randomUUID()}.json`;
}

/** @returns null for a file that is not the spool's */
export function parseName(name: string): SpooledName | null {
  const { stem, request, attempt, tries, ending } = NAME.exec(name)?.groups ?? {};
  if (stem === undefined) return null;
  const state = ending === undefined ? "waiting" : ending === ".tmp" ? "unfinished" : "taken";
  return { name, requestId: Number(request), attemptId: Number(attempt), tries: Number(tries ?? 0), state, stem };
}

export function nameAfterTries(stem: string, tries: number): string {
  return tries === 0 ? `${stem}.json` : `${stem}.${tries}.json`;
}

export function nameWhileTaken({ stem, tries }: SpooledName): string {
  return `${nameAfterTries(stem, tries)}.${process.pid}.taken`;
}

/** Fewest failures first, so that one which always fails is behind all others; then by number. */
export function compareNames(one: SpooledName, other: SpooledName): number {
  return one.tries - other.tries || one.requestId - other.requestId || one.attemptId - other.attemptId;
}

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;
/** A name that was not given by then is not given any more: its writer is dead, or the disk refused to rename it. */
const UNFINISHED_AFTER_MS = 10_000;
/** A file that a process took and did not give back may be taken by another one after this time. */
const ABANDONED_AFTER_MS = 60_000;

/** How old a file must be before it is delivered, counted from the last change of its name. */
export function dueAfterMs({ state, tries }: SpooledName): number {
  if (state === "unfinished") return UNFINISHED_AFTER_MS;
  if (state === "taken") return ABANDONED_AFTER_MS;
  return tries === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
}
