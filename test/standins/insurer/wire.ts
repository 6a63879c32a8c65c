import type { Duplex } from "node:stream";

/** A request as its bytes stood on the wire; names of headers in lower case, values and order as they came. */
export interface WireRequest {
  readonly rawHead: Buffer;
  readonly rawBody: Buffer;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export type WireRead =
  | { readonly kind: "request"; readonly request: WireRequest }
  | { readonly kind: "malformed"; readonly status: number; readonly why: string; readonly request: WireRequest }
  /** The client ended or broke the connection; `rawHead` and `rawBody` hold what had come of a request by then. */
  | { readonly kind: "ended"; readonly request: WireRequest };

/** Every value of a header, so that one sent twice can be told from one sent once. */
export function headerValues(request: WireRequest, name: string): readonly string[] {
  return request.headers.filter(([given]) => given === name).map(([, value]) => value);
}

const maximalHead = 64 * 1024;
const maximalBody = 1024 * 1024;
const requestLine = /^([A-Z]+) (\/\S*) HTTP\/1\.1$/;
const headerLine = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/;

/**
 * Gives the requests of one connection, one a call. It knows only bodies with a Content-Length: the gateway takes no
 * chunked ones, and a client that sends some must learn it here.
 * @param onBytes hears of each piece that was read
 */
export function readRequestsFrom(socket: Duplex, onBytes: (count: number) => void): () => Promise<WireRead> {
  const chunks: AsyncIterator<unknown> = socket.iterator({ destroyOnReturn: false });
  let buffered = Buffer.alloc(0);

  async function readMore(): Promise<boolean> {
    try {
      const next = await chunks.next();
      if (next.done === true || !Buffer.isBuffer(next.value)) return false;
      onBytes(next.value.length);
      buffered = Buffer.concat([buffered, next.value]);
      return true;
    } catch {
      // A reset by the client; what came before it is still in `buffered`.
      return false;
    }
  }

  return async function readRequest(): Promise<WireRead> {
    let headEnd = buffered.indexOf("\r\n\r\n");
    while (headEnd < 0) {
      if (buffered.length > maximalHead) return malformed(431, "the head is longer than 64 KiB", buffered);
      if (!(await readMore())) return { kind: "ended", request: bare(buffered) };
      headEnd = buffered.indexOf("\r\n\r\n");
    }
    const rawHead = buffered.subarray(0, headEnd + 4);
    buffered = buffered.subarray(headEnd + 4);

    const head = parseHead(rawHead);
    if (typeof head === "string") return malformed(400, head, rawHead);
    const length = bodyLength(head);
    if (typeof length !== "number") return { kind: "malformed", ...length, request: head };

    while (buffered.length < length) {
      if (!(await readMore())) return { kind: "ended", request: { ...head, rawBody: buffered } };
    }
    const rawBody = buffered.subarray(0, length);
    buffered = buffered.subarray(length);
    return { kind: "request", request: { ...head, rawBody } };
  };
}

function bare(rawHead: Buffer): WireRequest {
  return { rawHead, rawBody: Buffer.alloc(0), method: "", path: "", headers: [] };
}

function malformed(status: number, why: string, rawHead: Buffer): WireRead {
  return { kind: "malformed", status, why, request: bare(rawHead) };
}

function parseHead(rawHead: Buffer): WireRequest | string {
  const [first = "", ...lines] = rawHead.toString("latin1").slice(0, -4).split("\r\n");
  const [, method, path] = requestLine.exec(first) ?? [];
  if (method === undefined || path === undefined) return "the request line is no HTTP/1.1 request line";
  const headers: [string, string][] = [];
  for (const line of lines) {
    const [, name, value] = headerLine.exec(line) ?? [];
    if (name === undefined || value === undefined) return "a header line is no header line";
    headers.push([name.toLowerCase(), value]);
  }
  const request = { ...bare(rawHead), method, path, headers };
  return headerValues(request, "host").length === 1 ? request : "there must be one Host header";
}

function bodyLength(request: WireRequest): number | { status: number; why: string } {
  if (headerValues(request, "transfer-encoding").length > 0) {
    return { status: 411, why: "Transfer-Encoding is not taken; send a Content-Length" };
  }
  const [text, ...more] = headerValues(request, "content-length");
  if (text === undefined) return request.method === "POST" ? { status: 411, why: "Content-Length is missing" } : 0;
  if (more.length > 0 || !/^\d{1,9}$/.test(text)) return { status: 400, why: "Content-Length is not one number" };
  return Number(text) <= maximalBody ? Number(text) : { status: 413, why: "the body is longer than 1 MiB" };
}
