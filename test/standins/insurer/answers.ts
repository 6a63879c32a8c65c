import { gzipSync } from "node:zlib";
import { type EnvelopeFields, envelopeReply, envelopeText } from "./envelope-reply.ts";
import { gatewayReply, jsonReply, type Reply } from "./reply.ts";
import type { Answer } from "./script.ts";

/** The insurer does what is asked and says so. */
export const good: Answer = {};

/** The insurer does what is asked, and the connection is reset before it says so. */
export const lost: Answer = { delivery: { how: "reset-before-reply" } };

/** An envelope with these fields, whatever was asked. */
export function envelope(fields: EnvelopeFields): Answer {
  return { reply: ({ request, moment }) => envelopeReply(request.envelope, moment, fields) };
}

/** A refusal by the core, infcode -1 as a number unless told otherwise. */
export function refused(err_msg: string, infcode: number | string = -1): Answer {
  return envelope({ infcode, err_msg, output: "null" });
}

/** The good reply with infcode written as `infcode` (JSON text: `0`, `"0"`) and an err_msg. */
export function goodAs(infcode: string, err_msg: string): Answer {
  return changed((text) =>
    text
      .replace(/^\{"infcode":0,/, () => `{"infcode":${infcode},`)
      .replace(/"err_msg":"",/, () => `"err_msg":${JSON.stringify(err_msg)},`),
  );
}

/** The good reply, its text changed before it becomes bytes. */
export function changed(change: (text: string) => string): Answer {
  return {
    reply(turn) {
      const reply = turn.good();
      return { ...reply, body: Buffer.from(change(reply.body.toString("utf8")), "utf8") };
    },
  };
}

/** An envelope that says infcode twice: 0 at first, then -1. */
export const duplicatedInfcode: Answer = changed((text) => text.replace(/\}$/, ',"infcode":-1}'));

/** An envelope whose err_msg contains a byte that is not UTF-8. */
export const invalidUtf8: Answer = {
  reply({ request, moment }) {
    const text = envelopeText(request.envelope, moment, { infcode: -1, err_msg: "\u0001", output: "null" });
    const [before = "", after = ""] = text.split("\\u0001");
    const reply = jsonReply(200, "");
    return { ...reply, body: Buffer.concat([Buffer.from(before), Buffer.of(0xb3, 0xc9), Buffer.from(after)]) };
  },
};

/** The good reply with so many characters more in its output. */
export function large(characters: number): Answer {
  return changed((text) => text.replace('"output":{', () => `"output":{"padding":"${"x".repeat(characters)}",`));
}

/** A page of a proxy instead of an envelope. */
export function html(status: number): Answer {
  const page = `<html><head><title>${status}</title></head><body>Proxy Error</body></html>`;
  return plain({ status, headers: [["Content-Type", "text/html"]], body: Buffer.from(page) });
}

/** HTTP 200 without a body. */
export const empty: Answer = plain({ status: 200, headers: [], body: Buffer.alloc(0) });

/** The gateway's refusal as JSON; some gateways send it with HTTP status 200. */
export function gateway(message: string, httpStatus = 401): Answer {
  return { reply: () => ({ ...gatewayReply(401, message), status: httpStatus }) };
}

/** A 307 that names another place. */
export function redirect(location: string): Answer {
  return plain({ status: 307, headers: [["Location", location]], body: Buffer.alloc(0) });
}

/** 503 or 429 with Retry-After: seconds, or an HTTP date. */
export function retryAfter(status: 503 | 429, value: string): Answer {
  return plain({ status, headers: [["Retry-After", value]], body: Buffer.alloc(0) });
}

/** The good reply, compressed. */
export const gzipped: Answer = {
  reply(turn) {
    const reply = turn.good();
    return { ...reply, headers: [...reply.headers, ["Content-Encoding", "gzip"]], body: gzipSync(reply.body) };
  },
};

/** The good reply with one more header line, in addition to any of the same name. */
export function withHeader(name: string, value: string): Answer {
  return {
    reply(turn) {
      const reply = turn.good();
      return { ...reply, headers: [...reply.headers, [name, value]] };
    },
  };
}

/** A reply that is always the same. */
export function plain(reply: Reply): Answer {
  return { reply: () => reply };
}
