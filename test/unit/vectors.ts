import { readFileSync } from "node:fs";

/** A vector of the insurer's protocol: all keys, ids and codes in them are invented. */
export interface Vector {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly string_to_sign?: string;
  readonly expected: Readonly<Record<string, unknown>>;
}

export function vectorsOf(prefix: string): readonly Vector[] {
  const text = readFileSync(new URL("protocol-vectors.json", import.meta.url), "utf8");
  return (JSON.parse(text) as readonly Vector[]).filter(({ id }) => id.startsWith(prefix));
}
