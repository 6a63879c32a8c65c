import { isUtf8 } from "node:buffer";

/** What is said of a file that no decoding here fits; on Chinese Windows it is mostly GBK. */
export const NOT_UNICODE = "is neither UTF-8 nor UTF-16 (perhaps GBK): save it as UTF-8";

/**
 * The text of a file that a person wrote: UTF-8, with or without a byte order mark, or UTF-16 with one, as PowerShell 5.1 writes it.
 * Null: neither. Read as UTF-8 all the same, wrong characters would be sent.
 */
export function decodeText(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff && bytes.length % 2 === 0)
    return Buffer.from(bytes.subarray(2)).swap16().toString("utf16le");
  return isUtf8(bytes) ? bytes.toString("utf8").replace(/^\ufeff/, "") : null;
}
