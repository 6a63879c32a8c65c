import { faultsOfEnvelope, parseEnvelope } from "./envelope-check.ts";
import { type GatewayRefusal, type GatewayRules, refusalByGateway } from "./gateway-check.ts";
import type { AcceptedRequest, Envelope, Refuser, SeenRequest, Verdict } from "./seen.ts";
import { headerValues, type WireRead } from "./wire.ts";

export interface JudgeRules extends GatewayRules {
  readonly fixmedins_code: string;
}

export type Judged =
  | { readonly seen: SeenRequest; readonly kind: "accepted"; readonly request: AcceptedRequest }
  | { readonly seen: SeenRequest; readonly kind: "refused-by-gateway"; readonly refusal: GatewayRefusal }
  | { readonly seen: SeenRequest; readonly kind: "refused-by-core"; readonly why: string }
  | { readonly seen: SeenRequest; readonly kind: "incomplete" };

/** The interfaces that move money or state (class C): one msgid belongs to one piece of business and never to another. */
const classC =
  /^(2102|2103|2163|2166|2167|2181|2201|2202|2207|2208|2304|2305|240[1-5]|2601|6[234]\d\d|7[12]\d\d|900[12])$/;

/** Checks the requests of one stand-in one after the other, and remembers the msgids it has seen. */
export function createJudge(rules: JudgeRules): (read: WireRead, connection: number) => Judged {
  const businessOfMsgid = new Map<string, string>();

  function isReused({ msgid, infno, envelope }: AcceptedRequest): boolean {
    if (!classC.test(infno)) return false;
    const business = JSON.stringify([infno, envelope.input]);
    const known = businessOfMsgid.get(msgid);
    businessOfMsgid.set(msgid, known ?? business);
    return known !== undefined && known !== business;
  }

  return function judge(read, connection) {
    const apiName = headerValues(read.request, "_api_name")[0];
    const envelope = read.kind === "request" ? parseEnvelope(read.request.rawBody) : undefined;
    const infno = textOf(envelope, "infno") ?? apiName;
    const msgid = textOf(envelope, "msgid");
    const see = (verdict: Verdict): SeenRequest => ({ ...read.request, connection, infno, msgid, envelope, verdict });
    const refuse = (by: Refuser, why: readonly string[]) => see({ accepted: false, by, why });

    if (read.kind === "ended") return { kind: "incomplete", seen: refuse("wire", ["the request is incomplete"]) };
    if (read.kind === "malformed") {
      const refusal = { status: read.status, message: read.why };
      return { kind: "refused-by-gateway", refusal, seen: refuse("wire", [read.why]) };
    }
    const refusal = refusalByGateway(read.request, rules);
    if (refusal !== undefined) {
      return { kind: "refused-by-gateway", refusal, seen: refuse("gateway", [refusal.message]) };
    }
    const faults =
      envelope === undefined ? ["报文不是JSON"] : faultsOfEnvelope(envelope, apiName ?? "", rules.fixmedins_code);
    if (faults.length > 0 || envelope === undefined || infno === undefined || msgid === undefined) {
      return { kind: "refused-by-core", why: `报文校验失败：${faults.join("；")}`, seen: refuse("envelope", faults) };
    }
    const request = { ...read.request, infno, msgid, envelope };
    if (isReused(request)) {
      const why = "msgid重复：已用于另一笔业务";
      return { kind: "refused-by-core", why, seen: refuse("msgid", [why]) };
    }
    return { kind: "accepted", request, seen: see({ accepted: true }) };
  };
}

function textOf(envelope: Envelope | undefined, name: string): string | undefined {
  const value = envelope?.[name];
  return typeof value === "string" ? value : undefined;
}
