import type { Socket } from "node:net";
import { takeLoopbackAddress } from "../loopback.ts";
import { writeJson } from "./amount.ts";
import { createBook } from "./book.ts";
import type { ServerCertificate } from "./certificates.ts";
import { type Connection, type Delivery, deliver } from "./delivery.ts";
import { envelopeReply, type Moment, refusalReply } from "./envelope-reply.ts";
import { coreAnswer } from "./good-output.ts";
import { createHolds, type Holds } from "./holds.ts";
import { createJudge, type Judged } from "./judge.ts";
import { type ConnectionFault, listen, openStream, survives } from "./listener.ts";
import { gatewayReply, type Reply } from "./reply.ts";
import { createScript, type Script, type Turn } from "./script.ts";
import type { AcceptedRequest, SeenRequest } from "./seen.ts";
import { headerValues, readRequestsFrom } from "./wire.ts";

export interface InsurerOptions {
  readonly fixmedins_code: string;
  readonly access_key: string;
  readonly secret: string;
  /** Speaks HTTPS with this certificate. */
  readonly tls?: ServerCertificate;
  /** Milliseconds since 1970: what the tolerance of 30 minutes is measured against. */
  readonly clock?: () => number;
  /** An address that no other stand-in has, unless said otherwise; with TLS 127.0.0.1, which the certificates name. */
  readonly host?: string;
  /** 0, a free one, unless said otherwise. */
  readonly port?: number;
  readonly path?: string;
  readonly api_version?: string;
}

export interface InsurerStandIn {
  /** Without the path, as `sdk.base_url` wants it. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Every request that reached it, in the order of their arrival; it grows while the stand-in runs. */
  readonly requests: readonly SeenRequest[];
  /** Connections at the TCP socket, used or not. */
  readonly connections: number;
  /** Bytes of requests that were read, also of one that broke off in its head; those of a TLS handshake do not count. */
  readonly requestBytes: number;
  /** Waits until every connection is closed: what was sent on them has then been counted. */
  allClosed(): Promise<void>;
  answer: Script["answer"];
  hold: Holds["hold"];
  /** What befalls the next connections: a list in its order, its last for ever. */
  connect(faults: ConnectionFault | readonly ConnectionFault[]): void;
  /** The requests of an interface that reached it whole, refused ones too. */
  sendingsOf(infno: string): readonly SeenRequest[];
  /** Stops listening: connecting is refused until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  stop(): Promise<void>;
}

/** A gateway says its time, by which a client sees that its own clock is wrong. */
function dated(reply: Reply, { repliedAt }: Moment): Reply {
  return { ...reply, headers: [...reply.headers, ["Date", repliedAt.toUTCString()]] };
}

/** A request that was read to its end, so that it is answered. */
type Complete = Exclude<Judged, { kind: "incomplete" }>;

/** Starts a bureau on loopback that takes only what the specification allows. */
export async function startInsurerStandIn(options: InsurerOptions): Promise<InsurerStandIn> {
  const clock = options.clock ?? Date.now;
  const host = options.host ?? (options.tls === undefined ? takeLoopbackAddress() : "127.0.0.1");
  const { path = "/api/medical-insurance", api_version = "1.0.0" } = options;
  const judge = createJudge({ ...options, path, api_version, clock });
  const script = createScript();
  const holds = createHolds();
  const book = createBook();
  const requests: SeenRequest[] = [];
  let faults: readonly ConnectionFault[] = [];
  const open = new Set<Promise<unknown>>();
  let connections = 0;
  let requestBytes = 0;
  let replies = 0;

  function good(request: AcceptedRequest, moment: Moment): Reply {
    const answer = coreAnswer(request, { book, now: moment.repliedAt, sequence: moment.sequence });
    if ("refused" in answer) return refusalReply(request.envelope, moment, answer.refused);
    return envelopeReply(request.envelope, moment, { infcode: 0, err_msg: "", output: writeJson(answer.output) });
  }

  function replyTo(judged: Complete, moment: Moment): { reply: Reply; delivery: Delivery } {
    const whole: Delivery = { how: "whole" };
    switch (judged.kind) {
      case "refused-by-gateway":
        return { reply: dated(gatewayReply(judged.refusal.status, judged.refusal.message), moment), delivery: whole };
      case "refused-by-core":
        return { reply: refusalReply(judged.seen.envelope, moment, judged.why), delivery: whole };
      case "accepted": {
        const turn: Turn = { request: judged.request, moment, good: () => good(judged.request, moment) };
        const { reply, delivery = whole } = script.next(judged.request);
        return { reply: reply?.(turn) ?? turn.good(), delivery };
      }
    }
  }

  async function serve(connection: Connection, number: number): Promise<void> {
    const readRequest = readRequestsFrom(connection.stream, (count) => {
      requestBytes += count;
    });
    for (let keptAlive = true; keptAlive; ) {
      const read = await readRequest();
      if (read.kind === "ended" && read.request.rawHead.length === 0) return void connection.stream.end();
      const judged = judge(read, number);
      const { seen } = judged;
      requests.push(seen);
      if (judged.kind === "incomplete") return void connection.stream.end();
      const receivedAt = new Date(clock());
      await holds.pass("request-read", seen.infno);
      replies += 1;
      const answer = replyTo(judged, { receivedAt, repliedAt: new Date(clock()), sequence: replies });
      const whole = await deliver(connection, answer.reply, answer.delivery, holds, seen.infno);
      if (!whole) return;
      keptAlive = read.kind === "request" && headerValues(seen, "connection")[0]?.toLowerCase() !== "close";
    }
    connection.stream.end();
  }

  async function takeConnection(socket: Socket): Promise<void> {
    const closed = new Promise((resolve) => socket.once("close", resolve));
    open.add(closed);
    void closed.then(() => open.delete(closed));
    connections += 1;
    const number = connections;
    const [fault = "none", ...later] = faults;
    if (later.length > 0) faults = later;
    await holds.pass("connected", undefined);
    if (survives(socket, fault)) await serve(openStream(socket, options.tls), number);
  }

  const listener = await listen(host, options.port ?? 0, (socket) => void takeConnection(socket));
  return {
    url: options.tls === undefined ? `http://${host}:${listener.port}` : `https://localhost:${listener.port}`,
    host,
    port: listener.port,
    requests,
    get connections() {
      return connections;
    },
    get requestBytes() {
      return requestBytes;
    },
    async allClosed() {
      while (open.size > 0) await Promise.all(open);
    },
    answer: script.answer,
    hold: holds.hold,
    connect(next) {
      faults = typeof next === "string" ? [next] : next;
    },
    sendingsOf: (infno) =>
      requests.filter(
        (seen) => seen.infno === infno && !(seen.verdict.accepted === false && seen.verdict.by === "wire"),
      ),
    refuse: listener.refuse,
    accept: listener.accept,
    async stop() {
      holds.releaseAll();
      await listener.stop();
    },
  };
}
