import { type DatabaseSettings, readConnectionString } from "../config/connection-string.ts";
import type { Say } from "../language.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../report/exit-code.ts";
import { lookFailureText } from "../report/look-failure.ts";
import { isPassing, type StoreFailure } from "../store/failure.ts";
import { connect, type Session } from "../store/session.ts";
import { configurationText, readAll, type VerbContext, type VerbResult } from "./verb.ts";

/** Of every verb with which a person looks at requests or records an outcome. */
export interface LookOptions {
  /** Instead of the configuration's. */
  readonly connection?: string;
}

/** What a verb has found, or why it has not. */
export interface Looked {
  readonly exitCode: ExitCode;
  /** For people. */
  readonly text: string;
  /** For `--json`: the verb's own key. */
  readonly found: object;
}

export const LOOK_TIMEOUT_MS = 15_000;

/**
 * Carries out a verb with one session. For `--json`, on failure the verb's own keys have the values of `nothing`.
 */
export async function look(
  context: VerbContext,
  options: LookOptions,
  nothing: object,
  verb: (session: Session) => Promise<Looked | StoreFailure>,
): Promise<VerbResult> {
  const looked = await withSession(context, options, verb);
  if ("failure" in looked) return failed(looked, nothing);
  const { exitCode, text, found } = looked;
  if (exitCode !== EXIT.success) return { exitCode, text, json: nothing };
  return { exitCode, text, json: { message: "", ...found } };
}

/** How a verb ends that could not look. @param nothing its own keys for `--json` */
export function failed({ failure: { exitCode, text } }: LookFailed, nothing: object): VerbResult {
  return { exitCode, text, json: nothing };
}

/** A session could not be had, or the database failed. */
export interface LookFailed {
  readonly failure: {
    readonly exitCode: ExitCode;
    readonly text: string;
    /** Whether the same may succeed in a moment. */
    readonly isPassing: boolean;
  };
}

/**
 * Does something with a session of the person who looks.
 * @param stop ends the attempt to connect
 */
export async function withSession<Found extends object>(
  context: VerbContext,
  options: LookOptions,
  use: (session: Session) => Promise<Found | StoreFailure>,
  stop: AbortSignal | null = null,
): Promise<Found | LookFailed> {
  const failure = (of: StoreFailure): LookFailed => ({
    failure: {
      exitCode: exitCodeOf(of),
      text: lookFailureText(of, context.say),
      isPassing: isPassing(of),
    },
  });
  const settings = await readSettings(context, options.connection ?? null);
  if (typeof settings === "string") {
    return { failure: { exitCode: EXIT.usage, text: settings, isPassing: false } };
  }
  const session = await connect(settings, LOOK_TIMEOUT_MS, stop);
  if ("reason" in session) return failure(session);
  try {
    const found = await use(session);
    return "reason" in found ? failure(found) : found;
  } finally {
    session.close();
  }
}

/** A command line that is wrong. */
export function wrongUsage(nothing: object, text: string): VerbResult {
  return { exitCode: EXIT.usage, text, json: nothing };
}

export function noSuchRequest(requestId: number, next: string, say: Say): string {
  return say({
    zh: `这个数据库里没有请求 ${requestId}；下一步：${next}`,
    en: `there is no request ${requestId} in this database; next: ${next}`,
  });
}

async function readSettings(context: VerbContext, connection: string | null): Promise<DatabaseSettings | string> {
  if (connection === null) {
    const read = await readAll(context);
    return "faults" in read ? configurationText(read.faults) : read.configuration.database;
  }
  const read = readConnectionString(connection, context.environment.PROCESSOR_DB_PASSWORD ?? null);
  return "settings" in read ? read.settings : read.faults.map((fault) => `--connection: ${fault}`).join(" | ");
}
