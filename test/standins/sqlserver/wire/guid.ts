/** The first three groups of a uniqueidentifier are little-endian on the wire (MS-TDS 2.2.5.5.1.9); the text is in capitals, as the server prints it. */
const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

export function readGuid(bytes: Buffer): string {
  const hex = Buffer.from(order.map((index) => bytes.readUInt8(index)))
    .toString("hex")
    .toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function writeGuid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  return Buffer.from(order.map((index) => bytes.readUInt8(index)));
}
