import type { RigOptions } from "../../rig/rig.ts";
import { caFile, readCertificate } from "../../standins/insurer/certificates.ts";
import type { InsurerStandIn } from "../../standins/insurer/insurer.ts";
import { jsonReply } from "../../standins/insurer/reply.ts";
import { takeLoopbackAddress } from "../../standins/loopback.ts";
import { openUnanswered } from "./unanswered.ts";

/** What a fault leads to, for an interface of class C. */
export type Effect = "replied" | "unknown" | "not-sent";

export interface InsurerFault {
  readonly name: string;
  readonly effect: Effect;
  /** Also met while the database answers nothing, which takes the whole deadline. */
  readonly isTypical?: true;
  /** Where the processor finds another insurer than the stand-in's plain one. */
  readonly options?: RigOptions;
  inject(insurer: InsurerStandIn): void | Promise<void>;
}

/** The reply of every cell that has one. */
export const REPLY = '{"infcode":0,"err_msg":"","output":{"setlinfo":{"setl_id":"20241201000001"}}}';
const fixed = { reply: () => jsonReply(200, REPLY) };

/** Where nobody listens. */
const NOBODY = `http://${takeLoopbackAddress()}:1`;
const infno = "2207";
const https = (name: Parameters<typeof readCertificate>[0]): RigOptions => ({
  insurer: { tls: readCertificate(name) },
  configuration: { sdk: { ca_file: caFile } },
});
const elsewhere = (base_url: string): RigOptions => ({ configuration: { sdk: { base_url } } });

const answered = (name: string, effect: Effect, answer: Parameters<InsurerStandIn["answer"]>[1]): InsurerFault => ({
  name,
  effect,
  inject: (insurer) => insurer.answer(infno, answer),
});

const broken = (name: string, certificate: Parameters<typeof readCertificate>[0]): InsurerFault => ({
  name,
  effect: "not-sent",
  options: https(certificate),
  inject() {},
});

/** Each with a single attempt, and with sdk.timeout 1 unless it replies. */
export const insurerFaults: readonly InsurerFault[] = [
  { ...answered("none", "replied", fixed), isTypical: true },
  answered("latency within the timeout", "replied", { ...fixed, delivery: { how: "late", ms: 300 } }),
  {
    ...answered("latency beyond the timeout", "unknown", { ...fixed, delivery: { how: "late", ms: 3000 } }),
    isTypical: true,
  },
  { name: "connection refused", effect: "not-sent", isTypical: true, options: elsewhere(NOBODY), inject() {} },
  {
    name: "black hole: no answer to the SYN",
    effect: "not-sent",
    options: elsewhere(await openUnanswered()),
    inject() {},
  },
  { name: "black hole: connected and never read", effect: "unknown", inject: (insurer) => insurer.connect("silence") },
  answered("reset before the reply", "unknown", { ...fixed, delivery: { how: "reset-before-reply" } }),
  answered("reset inside the reply", "unknown", { ...fixed, delivery: { how: "reset-inside-reply", bodyBytes: 20 } }),
  {
    ...answered("slow drip", "unknown", { ...fixed, delivery: { how: "drip", bytes: 1, everyMs: 50 } }),
    isTypical: true,
  },
  { ...answered("cut body", "unknown", { ...fixed, delivery: { how: "cut-body", bodyBytes: 20 } }), isTypical: true },
  answered("a header twice", "replied", {
    reply: () => ({
      ...jsonReply(200, REPLY),
      headers: [
        ["Date", "x"],
        ["Date", "y"],
      ],
    }),
  }),
  answered("Content-Length twice", "unknown", {
    reply: () => ({ ...jsonReply(200, REPLY), headers: [["Content-Length", "3"]] }),
  }),
  answered("Content-Length too large", "unknown", { ...fixed, delivery: { how: "wrong-length", by: 10 } }),
  answered("Content-Length too small", "unknown", { ...fixed, delivery: { how: "wrong-length", by: -10 } }),
  {
    name: "TLS failure",
    effect: "not-sent",
    options: https("server"),
    inject: (insurer) => insurer.connect("plain-text"),
  },
  broken("a certificate for another host", "wrong-host"),
  broken("an expired certificate", "expired"),
  broken("a certificate of an unknown authority", "untrusted"),
  {
    name: "DNS failure",
    effect: "not-sent",
    isTypical: true,
    options: elsewhere("http://insurer.invalid"),
    inject() {},
  },
];
