import { STATUS_CODES } from "node:http";

/** A complete HTTP reply; Content-Length is not among the headers, it is added when the reply is written. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

export function jsonReply(status: number, text: string): Reply {
  return { status, headers: [["Content-Type", "application/json;charset=UTF-8"]], body: Buffer.from(text, "utf8") };
}

/** The service gateway's own refusal: no envelope, and nothing reached the core. */
export function gatewayReply(status: number, message: string): Reply {
  return jsonReply(status, JSON.stringify({ code: status, message }));
}

/** The head as bytes, with the length the body is declared to have. */
export function headOf(reply: Reply, declaredLength: number): Buffer {
  const lines = [
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ""}`,
    ...reply.headers.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${declaredLength}`,
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
