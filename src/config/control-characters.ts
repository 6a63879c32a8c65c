/** Where any character may be meant. */
const SECRETS: ReadonlySet<string> = new Set(["sdk.app_secret", "database.password"]);
/** Below these, people name the keys. */
const OWN_KEYS: ReadonlySet<string> = new Set(["sdk.envelope", "validation.interfaces"]);

/**
 * Finds texts in which a lone backslash was a legal JSON escape: "C:\\tmp\\new" in the file is a path, "C:\tmp\new" has a tab and a
 * line break. No password in a connection string has one either.
 * @param value a configuration without other faults
 */
export function findControlCharacters(value: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (item: unknown, key: string): void => {
    if (SECRETS.has(key)) return;
    if (typeof item === "string" && hasControlCharacter(item)) found.add(key);
    if (typeof item !== "object" || item === null) return;
    for (const [name, below] of Object.entries(item)) visit(below, belowKey(key, name, Array.isArray(item)));
  };
  visit(value, "");
  return [...found].map(
    (key) => `${key}: has a line break, a tab or another control character; write \\\\ for one backslash`,
  );
}

function belowKey(key: string, name: string, isList: boolean): string {
  if (isList || OWN_KEYS.has(key)) return key;
  return key === "" ? name : `${key}.${name}`;
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20) return true;
  return false;
}
