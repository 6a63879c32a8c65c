import { type Cents, readAmount } from "./amount.ts";

/** The money of one outpatient settlement. sum = fund + person + hospital, and person = account + cash. */
export interface Settlement {
  readonly psn_no: string;
  readonly mdtrt_id: string;
  readonly insutype: string;
  readonly setl_id: string;
  readonly medins_setl_id: string;
  readonly setl_time: string;
  readonly medfee_sumamt: Cents;
  readonly fund_pay_sumamt: Cents;
  readonly psn_part_amt: Cents;
  readonly acct_pay: Cents;
  readonly psn_cash_pay: Cents;
  readonly hosp_part_amt: Cents;
}

/** What a settlement comes to when the input names no sum, as in the short form. */
const usualSum: Cents = 12_050n;
const balanceOfAccount: Cents = 5_000n;

/** Settles by a fixed rule: the fund pays 60 %, the account what it has when it may be used, the person the rest. */
export function settle(
  data: Readonly<Record<string, unknown>>,
  ids: { readonly setl_id: string; readonly medins_setl_id: string; readonly setl_time: string },
): Settlement | { readonly refused: string } {
  const { psn_no, mdtrt_id, insutype } = data;
  if (typeof psn_no !== "string" || psn_no === "") return { refused: "人员编号不能为空" };
  if (typeof mdtrt_id !== "string" || mdtrt_id === "") return { refused: "就诊ID不能为空" };
  if (typeof insutype !== "string" || insutype === "") return { refused: "险种类型不能为空" };
  const medfee_sumamt = "medfee_sumamt" in data ? readAmount(data.medfee_sumamt) : usualSum;
  if (medfee_sumamt === undefined) return { refused: "医疗费总额格式不正确" };

  const fund_pay_sumamt = (medfee_sumamt * 60n) / 100n;
  const psn_part_amt = medfee_sumamt - fund_pay_sumamt;
  const payable = data.acct_used_flag === "1" ? balanceOfAccount : 0n;
  const acct_pay = payable < psn_part_amt ? payable : psn_part_amt;
  const psn_cash_pay = psn_part_amt - acct_pay;
  const shares = { medfee_sumamt, fund_pay_sumamt, psn_part_amt, acct_pay, psn_cash_pay, hosp_part_amt: 0n };
  return { psn_no, mdtrt_id, insutype, ...ids, ...shares };
}

export function accountBalanceAfter(settlement: Settlement): Cents {
  return balanceOfAccount - settlement.acct_pay;
}
