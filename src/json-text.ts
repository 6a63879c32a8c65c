/** A value as JSON.parse gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object; keys are own properties only. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a JSON text shows before it is parsed, and what parsing would hide. */
export interface JsonShape {
  /** Nesting of objects and lists, as far as it was followed; a scalar has 0. */
  readonly depth: number;
  /** Objects and lists, as far as they were counted. */
  readonly objects: number;
  /** Keys that appear twice in one object, as `path.to.key`, each once, in order of appearance; of inner objects the first hundred. */
  readonly duplicateKeys: readonly string[];
}

/** Deeper than this a text is not parsed: megabytes of brackets would cost gigabytes. */
export const DEEPEST_JSON = 64;

/** With more objects and lists than this a text is not parsed: each costs up to 64 bytes, and `[],` is three characters. */
export const MOST_JSON_OBJECTS = 500_000;

/**
 * Walks a JSON text once without building it, as far as it may be parsed. It accepts text with wrong syntax too (JSON.parse checks
 * the syntax afterwards), so that nesting and size are known before a recursive function reads the text or anything is built.
 * @param keysToDepth duplicates are looked for down to this nesting; 1 is the outermost object
 */
export function inspectJson(text: string, keysToDepth: number): JsonShape {
  const duplicateKeys = new Set<string>();
  const levels: Level[] = [];
  let depth = 0;
  let objects = 0;
  for (let at = 0; at < text.length && depth <= DEEPEST_JSON && objects <= MOST_JSON_OBJECTS; at++) {
    const level = levels.at(-1);
    switch (text[at]) {
      case "{":
      case "[":
        levels.push({ keys: text[at] === "{" && levels.length < keysToDepth ? new Set() : null, key: "" });
        depth = Math.max(depth, levels.length);
        objects++;
        break;
      case "}":
      case "]":
        levels.pop();
        break;
      case '"': {
        const end = endOfString(text, at);
        if (level?.keys != null && isFollowedByColon(text, end)) {
          level.key = decodeKey(text.slice(at, end));
          const isWatched = levels.length === 1 || duplicateKeys.size < DUPLICATES_KEPT;
          if (isWatched && level.keys.has(level.key)) duplicateKeys.add(pathOf(levels));
          level.keys.add(level.key);
        }
        at = end - 1;
        break;
      }
    }
  }
  return { depth, objects, duplicateKeys: [...duplicateKeys] };
}

/** More are left: such a text is not a message with line breaks, and pieces without number would cost gigabytes. */
const MOST_ESCAPED = 100_000;

/**
 * Writes the control characters that stand inside the strings of a JSON text as escapes. A NUL is left: it is damage and not text.
 * @returns the text itself when there are none, or too many
 */
export function escapeControlCharacters(text: string): string {
  const pieces: string[] = [];
  let written = 0;
  let end = 0;
  for (let start = text.indexOf('"'); start !== -1; start = text.indexOf('"', end)) {
    end = endOfString(text, start);
    for (let at = start; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === 0 || unit >= 0x20) continue;
      pieces.push(text.slice(written, at), JSON.stringify(text.charAt(at)).slice(1, -1));
      written = at + 1;
      if (pieces.length > 2 * MOST_ESCAPED) return text;
    }
  }
  return pieces.join("") + text.slice(written);
}

const DUPLICATES_KEPT = 100;

interface Level {
  /** Null in lists, and below the depth to which keys are watched. */
  readonly keys: Set<string> | null;
  key: string;
}

function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote === -1 ? text.length : quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at++;
  return text[at] === ":";
}

function decodeKey(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}

function pathOf(levels: readonly Level[]): string {
  return levels
    .map((level) => level.key)
    .filter((key) => key !== "")
    .join(".");
}
