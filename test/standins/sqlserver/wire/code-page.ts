/**
 * The code page of varchar in a Chinese installation (collation Chinese_PRC_CI_AS, code page 936, GBK).
 *
 * A character outside it becomes "?", as on the server: this is what a HIS loses when it writes '…' instead of N'…'.
 */
export const collation = Buffer.of(0x04, 0x08, 0xd0, 0x00, 0x00);

const decoder = new TextDecoder("gbk");
let doubleBytes: ReadonlyMap<string, number> | undefined;

export function fromCodePage(bytes: Buffer): string {
  return decoder.decode(bytes);
}

export function toCodePage(text: string): Buffer {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) {
      bytes.push(code);
      continue;
    }
    doubleBytes ??= readDoubleBytes();
    const pair = doubleBytes.get(text.charAt(index));
    if (pair === undefined) bytes.push(0x3f);
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}

/** Node decodes GBK but does not encode it, so the table is read out of the decoder. */
function readDoubleBytes(): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Buffer.of(lead, trail));
      if (character.length === 1 && character !== "\ufffd" && !table.has(character))
        table.set(character, (lead << 8) | trail);
    }
  }
  return table;
}
