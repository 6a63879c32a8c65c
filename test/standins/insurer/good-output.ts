import { amount, readAmount } from "./amount.ts";
import type { Book } from "./book.ts";
import { dateTimeOf } from "./envelope-reply.ts";
import { person, personFound } from "./person.ts";
import { type AcceptedRequest, isRecord } from "./seen.ts";
import { settle } from "./settlement.ts";
import { fundDetails, settlementFound, settlementInfo } from "./settlement-outputs.ts";

/** What the core makes of a request when nothing is scripted: the output, or its refusal. */
export type CoreAnswer = { readonly output: unknown } | { readonly refused: string };

export interface Core {
  readonly book: Book;
  readonly now: Date;
  /** Counts the stand-in's replies; running numbers are made of it. */
  readonly sequence: number;
}

type Node = Readonly<Record<string, unknown>>;

/** Answers an accepted request as an insurer in good health would. */
export function coreAnswer(request: AcceptedRequest, core: Core): CoreAnswer {
  const input = isRecord(request.envelope.input) ? request.envelope.input : {};
  switch (request.infno) {
    case "1101":
      return withNode(input, "data", (data) => ({ output: personFound(textOr(data.psn_no, person.psn_no)) }));
    case "2001":
      return withNode(input, "data", (data) => ({ output: { trtinfo: [benefitOf(data, core.now)] } }));
    case "2204":
      return feesTaken(input.feedetail);
    case "2206":
    case "2207":
      return withNode(input, "data", (data) => settled(request, data, core));
    case "2601":
      return withNode(input, "data", (data) => reversed(data, core));
    case "5203":
      return withNode(input, "data", (data) => found(request, data, core));
    case "9001":
      return withNode(input, "signIn", () => ({
        output: { signinoutb: { sign_time: dateTimeOf(core.now), sign_no: `S${runningNumber(core)}` } },
      }));
    default:
      return { refused: `交易编号${request.infno}不存在` };
  }
}

function withNode(input: Node, name: string, answer: (node: Node) => CoreAnswer): CoreAnswer {
  const node = input[name];
  return isRecord(node) ? answer(node) : { refused: `入参节点${name}不能为空` };
}

function settled(request: AcceptedRequest, data: Node, core: Core): CoreAnswer {
  const medins_setl_id = request.msgid;
  const setl_time = dateTimeOf(core.now);
  const settlement = settle(data, { setl_id: `430000${runningNumber(core)}`, medins_setl_id, setl_time });
  if ("refused" in settlement) return settlement;
  const { setl_id, ...trial } = settlementInfo(settlement);
  if (request.infno === "2206") return { output: { setlinfo: trial, setldetail: fundDetails(settlement) } };
  core.book.enter(settlement);
  return { output: { setlinfo: { ...trial, setl_id }, setldetail: fundDetails(settlement) } };
}

function found(request: AcceptedRequest, data: Node, core: Core): CoreAnswer {
  const settlement = core.book.find({
    psn_no: textOr(data.psn_no, ""),
    mdtrt_id: textOr(data.mdtrt_id, ""),
    setl_id: textOr(data.setl_id, ""),
  });
  if (settlement === undefined) return { refused: "未查询到结算信息" };
  const fixmedins_code = textOr(request.envelope.fixmedins_code, "");
  const fixmedins_name = textOr(request.envelope.fixmedins_name, "");
  const setlinfo = settlementFound(settlement, { fixmedins_code, fixmedins_name });
  return { output: { setlinfo, setldetail: fundDetails(settlement) } };
}

function reversed(data: Node, core: Core): CoreAnswer {
  if (data.oinfno !== "2207") return { refused: "该交易不支持冲正" };
  const done = core.book.reverse(textOr(data.psn_no, ""), textOr(data.omsgid, ""));
  return done ? { output: null } : { refused: "未找到需要冲正的原交易" };
}

function benefitOf(data: Node, now: Date) {
  return {
    psn_no: textOr(data.psn_no, person.psn_no),
    trt_chk_type: "01",
    fund_pay_type: "310102",
    trt_enjymnt_flag: "1",
    begndate: `${now.getFullYear()}-01-01`,
    enddate: "",
    trt_chk_rslt: "",
  };
}

function feesTaken(details: unknown): CoreAnswer {
  const list = Array.isArray(details) ? details.filter(isRecord) : [];
  if (list.length === 0) return { refused: "入参节点feedetail不能为空" };
  const result = list.map((detail) => ({
    feedetl_sn: String(detail.feedetl_sn),
    det_item_fee_sumamt: amount(readAmount(detail.det_item_fee_sumamt) ?? 0n),
    cnt: detail.cnt,
    pric: detail.pric,
    pric_uplmt_amt: 999999,
    selfpay_prop: 0,
    chrgitm_lv: "01",
    med_chrgitm_type: "09",
    lmt_used_flag: "0",
  }));
  return { output: { result } };
}

function runningNumber(core: Core): string {
  return dateTimeOf(core.now).replace(/\D/g, "") + String(core.sequence).padStart(6, "0");
}

function textOr(value: unknown, other: string): string {
  return typeof value === "string" && value !== "" ? value : other;
}
