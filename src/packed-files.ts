/**
 * The assets of the executable: all its files, one after another, and where each of them is. Node copies its list of assets whenever
 * it is asked for one, so a thousand assets would cost each start milliseconds.
 */
export const PACK = "files.pack";
/** ASCII, and a line `name start length` for each file, in bytes. Each line follows a line feed. */
export const PACK_INDEX = "files.index";

let opened: { readonly bytes: Buffer; readonly index: Buffer } | undefined;

/** A file of the executable, whose bytes are not copied; undefined when there is none of this name. */
export function readPacked(name: string): Buffer | undefined {
  opened ??= openPack();
  const { bytes, index } = opened;
  const found = index.indexOf(`\n${name} `);
  if (found === -1) return undefined;
  const line = index.toString("latin1", found + 1, index.indexOf("\n", found + 1));
  const [start = 0, length = 0] = line
    .slice(name.length + 1)
    .split(" ")
    .map(Number);
  return bytes.subarray(start, start + length);
}

function openPack() {
  const { getRawAsset } = process.getBuiltinModule("node:sea");
  return { bytes: Buffer.from(getRawAsset(PACK)), index: Buffer.from(getRawAsset(PACK_INDEX)) };
}
