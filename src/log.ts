import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { EOL } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import winston from "winston";
import { APPEND } from "./open-flags.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LoggingSettings {
  readonly level: LogLevel;
  readonly folder: string;
  /** The name before `-YYYY-MM-DD`. */
  readonly stem: string;
  readonly extension: string;
  readonly keepDays: number;
}

export type LogFacts = Readonly<Record<string, string | number | boolean | null>>;

/** JSON lines about runs: ids, codes, sizes and durations; never a payload, never personal data. */
export interface Log {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
  /** A line of level error and its file, for a thread that writes it when this one no longer can. */
  draft(event: string, facts: LogFacts): { readonly file: string; readonly text: string };
}

const DAY_MS = 86_400_000;

/**
 * Opens the log of the day. Each line is written before the call returns, so that no line is lost at the exit, and in a single
 * append, because many processes write at the same time. If the disk does not accept a line, the run goes on. Lines end as the
 * system's do: Notepad of Windows Server 2016 shows no others.
 */
export function openLog(settings: LoggingSettings, now: () => Date): Log {
  const logger = winston.createLogger({
    level: settings.level,
    format: winston.format.combine(winston.format.timestamp({ format: () => localTime(now()) }), winston.format.json()),
    defaultMeta: { pid: process.pid },
    transports: [new winston.transports.Stream({ stream: dailyFile(settings, now), eol: EOL })],
  });
  return {
    debug: (event, facts) => void logger.debug(event, facts),
    info: (event, facts) => void logger.info(event, facts),
    warn: (event, facts) => void logger.warn(event, facts),
    error: (event, facts) => void logger.error(event, facts),
    draft(message, facts) {
      const timestamp = localTime(now());
      const line = { level: "error", message, pid: process.pid, ...facts, timestamp };
      return { file: logFileOf(settings, now()), text: `${JSON.stringify(line)}${EOL}` };
    },
  };
}

function dailyFile(settings: LoggingSettings, now: () => Date): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      appendQuietly(settings, logFileOf(settings, now()), line);
      done();
    },
  });
}

function appendQuietly(settings: LoggingSettings, file: string, line: string): void {
  try {
    const present = lstatSync(file, { throwIfNoEntry: false });
    if (present === undefined) mkdirSync(settings.folder, { recursive: true });
    else if (!present.isFile()) return;
    const opened = openSync(file, APPEND, 0o640);
    try {
      writeFileSync(opened, line);
    } finally {
      closeSync(opened);
    }
    if (present === undefined) removeOldFiles(settings);
  } catch {
    // The disk is full or read-only. The tables have the outcome; the log only explains it.
  }
}

/** The log of a day of this machine. */
export function logFileOf({ folder, stem, extension }: LoggingSettings, day: Date): string {
  return join(folder, `${stem}-${localTime(day).slice(0, 10)}${extension}`);
}

/** With the zone's offset, as in 2026-11-23T12:00:00.000+08:00: a line's day is that of its file. */
export function localTime(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${offset < 0 ? "-" : "+"}${twoDigits(hours)}:${twoDigits(minutes)}`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, "0");
}

/** What the process does that has written the day's first line. */
function removeOldFiles({ folder, stem, extension, keepDays }: LoggingSettings): void {
  const dated = new RegExp(`^${RegExp.escape(stem)}-\\d{4}-\\d{2}-\\d{2}${RegExp.escape(extension)}$`);
  for (const name of readdirSync(folder).filter((entry) => dated.test(entry))) {
    removeIfOld(join(folder, name), keepDays);
  }
}

function removeIfOld(path: string, keepDays: number): void {
  try {
    const entry = lstatSync(path);
    if (entry.isFile() && Date.now() - entry.mtimeMs > keepDays * DAY_MS) rmSync(path, { force: true });
  } catch {
    // Another program holds it (Windows), or another process has removed it. Tomorrow's first line tries again.
  }
}
