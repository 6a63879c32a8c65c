/** Inputs of invented people, as HIS writes them. */

/** 1101, class A, in the seed's short form. */
export const lookUp = { psn_no: "430123199001011234" };

/** 2205, class B: takes back what was charged and not settled. */
export const takeBack = { mdtrt_id: "H1234567890120241201001", chrg_bchno: "0000", psn_no: "430123199001011234" };

/** 2207, class C, in the seed's short form; each number is a settlement of its own. */
export function settlement(number = 1): Readonly<Record<string, string>> {
  const digits = String(number).padStart(3, "0");
  return {
    mdtrt_id: `H1234567890120241201${digits}`,
    psn_no: "430123199001011234",
    chrg_bchno: `20241201${digits}`,
    acct_used_flag: "0",
    insutype: "310",
    invono: `INV20241201${digits}`,
  };
}

/** The three by the class of their interface. */
export const inputOfClass = {
  A: { infno: "1101", input: lookUp },
  B: { infno: "2205", input: takeBack },
  C: { infno: "2207", input: settlement() },
} as const;

const record =
  "。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ID, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）";

/** What the view tells to do about the three after an unknown outcome; MSGID and ID stand for the request's. */
export const nextActionOfClass = {
  A: null,
  B: `结果未知，请勿重复办理。请用 5204 查询，核实是否已办理，入参：{"data":{"psn_no":"430123199001011234","setl_id":"","mdtrt_id":"H1234567890120241201001"}}（setl_id 此时还没有，留空发送）${record}`,
  C: `结果未知，请勿重复办理。请用 5203 查询，核实是否已办理，入参：{"data":{"psn_no":"430123199001011234","setl_id":"","mdtrt_id":"H1234567890120241201001"}}（setl_id 此时还没有，留空发送）；如已办理且需撤销，优先用 2208 撤销，不能撤销时才用 2601 冲正（规范要求慎用），入参：{"data":{"psn_no":"430123199001011234","omsgid":"MSGID","oinfno":"2207"}}${record}`,
} as const;
