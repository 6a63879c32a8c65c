import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type LoggingSettings, logFileOf } from "./log.ts";

export type LogLine = Readonly<Record<string, unknown>>;

/** The lines of a day's log that contain a text, in their order; none where that day has no log that can be read. */
export async function findInLog(settings: LoggingSettings, day: Date, text: string): Promise<readonly LogLine[]> {
  const found: LogLine[] = [];
  try {
    const input = createReadStream(logFileOf(settings, day), "utf8");
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (!line.includes(text)) continue;
      const parsed = parseLine(line);
      if (parsed !== null) found.push(parsed);
    }
  } catch {
    // The log explains; it decides nothing.
  }
  return found;
}

function parseLine(line: string): LogLine | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    // Its writer was ended in the middle of it.
    return null;
  }
}
