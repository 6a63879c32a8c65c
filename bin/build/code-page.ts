/** The part of iconv-lite that tedious uses for varchar. */
interface Iconv {
  encode(text: string, codePage: string): Buffer;
  decode(bytes: Buffer, codePage: string): string;
  getEncoder(codePage: string): { write(text: string): Buffer; end(): Buffer | undefined };
}

/**
 * Every code page of SQL Server has ASCII in its first half, and what the processor's varchar columns hold is ASCII. So the
 * library, which builds large tables for the Chinese code page, is loaded for other text only.
 */
const codePages: Iconv = {
  encode: (text, codePage) => (isAsciiText(text) ? Buffer.from(text, "latin1") : iconv().encode(text, codePage)),
  decode: (bytes, codePage) => (isAscii(bytes) ? bytes.toString("latin1") : iconv().decode(bytes, codePage)),
  getEncoder: (codePage) => iconv().getEncoder(codePage),
};

// biome-ignore lint/style/noDefaultExport: tedious takes the library's default export.
export default codePages;

function isAsciiText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them.
  return /^[\x00-\x7f]*$/.test(text);
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** A script of its own; bundle.ts writes it. */
function iconv(): Iconv {
  return require("./iconv-lite.js").default;
}
