/** JSON as OPENJSON gives it: a number keeps its digits. */
export type Json = { readonly text: string | null } | readonly Json[] | Map<string, Json>;

/** Undefined when the text is not JSON. */
export function readJson(text: string): Json | undefined {
  try {
    // Node gives the reviver a number's source; the types do not know it.
    return JSON.parse(text, revive as (key: string, value: unknown) => Json);
  } catch {
    return undefined;
  }
}

function revive(_key: string, value: unknown, { source }: { readonly source?: string }): Json {
  if (Array.isArray(value)) return value;
  if (value === null) return { text: null };
  if (typeof value === "object") return new Map(Object.entries(value));
  return { text: typeof value === "number" && source !== undefined ? source : String(value) };
}

/** What a path of keys leads to; undefined where there is nothing. */
export function atPath(json: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((place, key) => (place instanceof Map ? place.get(key) : undefined), json);
}
