import { createHash } from "node:crypto";

/** HASHBYTES('SHA2_256', …) of an nvarchar hashes its bytes, which are UTF-16. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf16le").digest("hex");
}

/**
 * The hash by which requests for the same business act are found: of the key fields' values, or of the whole text.
 * @param keyFields a JSON list of field names; null: the text is the act
 * @returns null when each request is an act of its own
 */
export function requestKeyOf(keyFields: string | null, inputData: string): string | null {
  if (keyFields === null) return hashOf(inputData);
  const names: readonly string[] = JSON.parse(keyFields);
  if (names.length === 0) return null;
  const whole = parseWithDigits(inputData);
  const input = isTree(whole.input) ? whole.input : whole;
  const values = names.map((name) => fieldValue(input, name));
  return values.includes(undefined) ? hashOf(inputData) : hashOf(JSON.stringify(values));
}

/** The visit that an input is for: its mdtrt_id among flat fields, in the nodes, or in the entries of a list; null: it names none. */
export function visitOf(inputData: string): string | null {
  const whole = parseWithDigits(inputData);
  const input = isTree(whole.input) ? whole.input : whole;
  const nodes = Object.values(input).filter(isTree);
  const entries = nodes.filter((node) => Array.isArray(node)).flat();
  const objects = [input, ...nodes, ...entries].filter((place) => isTree(place) && !Array.isArray(place));
  const [first] = objects.flatMap(({ mdtrt_id }) => textsOf(mdtrt_id)).sort();
  return first?.slice(0, 50) ?? null;
}

type Tree = { readonly [key: string]: unknown };

/** Numbers as they are written, so that 7 and "7" are the same value and no digit is lost. */
function parseWithDigits(text: string): Tree {
  const value: unknown = JSON.parse(text, (_key, parsed: unknown, context?: { readonly source?: string }) =>
    typeof parsed === "number" ? context?.source : parsed,
  );
  return isTree(value) ? value : {};
}

/** The smallest of the values that the field has under `input` and in the objects there. */
function fieldValue(input: Tree, name: string): string | undefined {
  const places = [input, ...Object.values(input).filter((node) => isTree(node) && !Array.isArray(node))];
  return places.flatMap((place) => (isTree(place) ? textsOf(place[name]) : [])).sort()[0];
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value !== "string" && typeof value !== "boolean") return [];
  const trimmed = String(value).replace(/^ +| +$/g, "");
  return trimmed === "" ? [] : [trimmed];
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}
