import type { Raw } from "../outcome/outcome.ts";

/** Bytes as they can be kept best: as text when they are UTF-8. */
export function rawOf(bytes: Uint8Array): Raw {
  const text = decodeUtf8(bytes);
  return text === null ? { bytes } : { text };
}

export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
