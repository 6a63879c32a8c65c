/** The part of iconv-lite that tedious uses for varchar. */
interface Iconv {
  encode(text: string, codePage: string): Buffer;
  decode(bytes: Buffer, codePage: string): string;
  getEncoder(codePage: string): { write(text: string): Buffer; end(): Buffer | undefined };
}

/*
 * Every code page of SQL Server has ASCII in its first half, and what the processor's varchar columns hold is ASCII. So the
 * library, which builds large tables for the Chinese code page, is loaded for other text only.
 */

export function encode(text: string, codePage: string): Buffer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
  return /^[\x00-\x7f]*$/.test(text) ? Buffer.from(text, "latin1") : iconv().encode(text, codePage);
}

export function decode(bytes: Buffer, codePage: string): string {
  return bytes.every((byte) => byte < 0x80) ? bytes.latin1Slice() : iconv().decode(bytes, codePage);
}

export function getEncoder(codePage: string): ReturnType<Iconv["getEncoder"]> {
  return iconv().getEncoder(codePage);
}

/** A script of its own; bundle.ts writes it. */
function iconv(): Iconv {
  return require("./iconv-lite.js").default;
}
