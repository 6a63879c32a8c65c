import type { FinishCall } from "../finish.ts";
import type { Owner } from "./owner.ts";

/** The text of a file of the spool: the owner first, then the finish. */
export function spooledText(finish: FinishCall, owner: Owner): string {
  return JSON.stringify({ ...owner, ...finish });
}

/** @returns null when the text is not a whole finish call, such as a file that was not written to its end */
export function parseSpooled(text: string): FinishCall | null {
  const fields = parseObject(text);
  if (fields === null || !CHECKS.every(([name, isValid]) => isValid(fields[name]))) return null;
  const { server: _server, database: _database, giveUpSeconds = 0, ...rest } = fields;
  const { sentAt } = rest;
  // Each field of a finish has been checked by its name.
  return { ...rest, giveUpSeconds, sentAt: sentAt === null ? null : new Date(String(sentAt)) } as FinishCall;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

const isId = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;
const isText = (value: unknown): boolean => typeof value === "string";
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);
const isTimeOrNull = (value: unknown): boolean =>
  value === null || (isText(value) && !Number.isNaN(Date.parse(String(value))));
const isOneOf =
  (...words: readonly string[]) =>
  (value: unknown): boolean =>
    words.includes(String(value));
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const FIELDS: Readonly<Record<keyof FinishCall, (value: unknown) => boolean>> = {
  requestId: isId,
  attemptId: isId,
  leaseToken: (value) => isText(value) && GUID.test(String(value)),
  outcome: isOneOf("NOT_SENT", "REPLIED", "UNKNOWN"),
  httpStatus: (value) => value === null || Number.isInteger(value),
  durationMs: (value) => typeof value === "number" && value >= 0,
  sentAt: isTimeOrNull,
  cause: isTextOrNull,
  requestBody: isTextOrNull,
  status: isOneOf("COMPLETED", "ERROR"),
  errorCode: isTextOrNull,
  infcode: isTextOrNull,
  errMsg: isText,
  responseData: isText,
  // Absent in a file of a processor from before the queue tried again.
  giveUpSeconds: (value) => value === undefined || (Number.isInteger(value) && Number(value) >= 0),
};
const CHECKS = Object.entries(FIELDS);
