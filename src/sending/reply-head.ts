const LENGTH = /^content-length:/i;
const CODING = /^transfer-encoding:/i;

/**
 * The head of a reply as Node's strict parser takes it, in the two cases in which RFC 9110 (8.6) and RFC 9112 (6.3) say how to read
 * what it refuses: several Content-Length that are equal count as one, and chunked counts before any Content-Length. The connection
 * carries one reply, so no other reply can be hidden behind it. Every other head is returned as it came.
 * @param head from the status line to the empty line
 */
export function mendHead(head: Buffer): Buffer {
  const [status = "", ...lines] = head.toString("latin1").split("\r\n");
  const lengths = lines.filter((line) => LENGTH.test(line)).flatMap((line) => valueIn(line).split(","));
  const codings = lines.filter((line) => CODING.test(line)).map(valueIn);
  const isContinued = lines.some((line) => line.startsWith(" ") || line.startsWith("\t"));
  if (!status.startsWith("HTTP/1.1 ") || isContinued || lengths.length === 0) return head;
  if (codings.length > 0) return isChunked(codings) ? headOf(status, withoutLengths(lines)) : head;
  const [length = "", ...others] = lengths.map((each) => each.trim());
  const isOne = /^\d+$/.test(length) && others.every((other) => other === length);
  return isOne && others.length > 0 ? headOf(status, [`Content-Length: ${length}`, ...withoutLengths(lines)]) : head;
}

function valueIn(line: string): string {
  return line.slice(line.indexOf(":") + 1);
}

function isChunked(codings: readonly string[]): boolean {
  return codings.length === 1 && codings[0]?.trim().toLowerCase() === "chunked";
}

function withoutLengths(lines: readonly string[]): string[] {
  return lines.filter((line) => !LENGTH.test(line));
}

function headOf(status: string, lines: readonly string[]): Buffer {
  return Buffer.from([status, ...lines].join("\r\n"), "latin1");
}
