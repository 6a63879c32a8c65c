import type { Raw } from "../outcome/outcome.ts";

export interface DecodedBody {
  readonly text: string;
  /** False: some bytes have no character, and U+FFFD stands for them. */
  readonly isWhole: boolean;
}

/** Declared without spaces and in lower case. All are parts of GB18030. */
const CHINESE = /;charset="?(?:x-)?(?:gbk|gb2312|gb18030|gb_2312-80|cp936|ms936|936)\b/;

/** A character that UTF-8 writes with three bytes, as every Chinese one. */
const OF_THREE_BYTES = /[\u0800-\uffff]/;

/**
 * Decodes a reply's body: UTF-8, or a Chinese charset where Content-Type declares one. A body that is UTF-8 beyond doubt is read as
 * such under any declaration: servers declare what their configuration says and write what the program says.
 * @returns null when the body is not UTF-8 and nothing else is declared
 */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): DecodedBody | null {
  const text = decodeUtf8(bytes);
  const isDeclared = CHINESE.test((contentType ?? "").toLowerCase().replaceAll(/\s/g, ""));
  if (text !== null && (!isDeclared || OF_THREE_BYTES.test(text))) return { text, isWhole: true };
  if (!isDeclared) return null;
  const chinese = new TextDecoder("gb18030").decode(bytes);
  return { text: chinese, isWhole: !chinese.includes("\ufffd") };
}

/** Bytes as they can be kept best: as text when they are UTF-8. */
export function rawOf(bytes: Uint8Array): Raw {
  const text = decodeUtf8(bytes);
  return text === null ? { bytes } : { text };
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
