const PIECE_LENGTH = 32 * 1024;
const COLLECT_AFTER = 16 * PIECE_LENGTH;

/** Whether a text is worth being written piece by piece. */
export function isLongText(value: unknown): value is string {
  return typeof value === "string" && value.length > PIECE_LENGTH;
}

/**
 * A text in pieces, for the driver to write one after another: sent whole, it would be held twice more. What a piece leaves
 * behind lies outside V8's heap, and V8 lets tens of megabytes of it gather; so it is collected here.
 */
export async function* piecesOf(text: string): AsyncGenerator<string> {
  const collect = collector();
  for (let at = 0; at < text.length; at += PIECE_LENGTH) {
    if (at % COLLECT_AFTER === 0) collect({ type: "minor" });
    yield text.slice(at, at + PIECE_LENGTH);
  }
}

/** V8 shows its collector to contexts made after this flag; given at the start, the flag would cost every run milliseconds. */
function collector(): NodeJS.GCFunction {
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  return process.getBuiltinModule("node:vm").runInNewContext("gc");
}
