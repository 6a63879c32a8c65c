import { amount } from "./amount.ts";
import { person } from "./person.ts";
import { accountBalanceAfter, type Settlement } from "./settlement.ts";

const zero = amount(0n);
const identity = {
  psn_name: person.psn_name,
  psn_cert_type: person.psn_cert_type,
  certno: person.certno,
  gend: person.gend,
  naty: person.naty,
  brdy: person.brdy,
  age: person.age,
};

/** setlinfo of 2206 (without setl_id), and of 2207 with it. */
export function settlementInfo(settlement: Settlement) {
  return {
    mdtrt_id: settlement.mdtrt_id,
    setl_id: settlement.setl_id,
    psn_no: settlement.psn_no,
    ...identity,
    insutype: settlement.insutype,
    psn_type: person.psn_type,
    cvlserv_flag: "0",
    setl_time: settlement.setl_time,
    mdtrt_cert_type: "02",
    med_type: "11",
    ...amountsOf(settlement),
    psn_part_amt: amount(settlement.psn_part_amt),
    acct_pay: amount(settlement.acct_pay),
    psn_cash_pay: amount(settlement.psn_cash_pay),
    hosp_part_amt: amount(settlement.hosp_part_amt),
    balc: amount(accountBalanceAfter(settlement)),
    acct_mulaid_pay: zero,
    medins_setl_id: settlement.medins_setl_id,
    clr_optins: "430100",
    clr_way: "1",
    clr_type: "11",
    hifdm_pay: zero,
  };
}

/** setlinfo of 5203, whose fields have names of their own. */
export function settlementFound(
  settlement: Settlement,
  institution: { fixmedins_code: string; fixmedins_name: string },
) {
  const date = settlement.setl_time.slice(0, 10);
  return {
    setl_id: settlement.setl_id,
    mdtrt_id: settlement.mdtrt_id,
    psn_no: settlement.psn_no,
    ...identity,
    insutype: settlement.insutype,
    psn_type: person.psn_type,
    cvlserv_flag: "0",
    pay_loc: "2",
    ...institution,
    begndate: date,
    enddate: date,
    setl_time: settlement.setl_time,
    med_type: "11",
    clr_type: "11",
    ...amountsOf(settlement),
    psn_pay: amount(settlement.psn_part_amt),
    acct_pay: amount(settlement.acct_pay),
    cash_payamt: amount(settlement.psn_cash_pay),
    balc: amount(accountBalanceAfter(settlement)),
    acct_mulaid_pay: zero,
    medins_setl_id: settlement.medins_setl_id,
    refd_setl_flag: "0",
    year: date.slice(0, 4),
  };
}

/** setldetail: the one fund that pays. */
export function fundDetails(settlement: Settlement) {
  const [fund_pay_type, fund_pay_type_name] = settlement.insutype.startsWith("39")
    ? ["390102", "居民门诊统筹基金"]
    : ["310102", "职工门诊统筹基金"];
  return [
    {
      fund_pay_type,
      inscp_scp_amt: amount(settlement.medfee_sumamt),
      crt_payb_lmt_amt: amount(settlement.fund_pay_sumamt),
      fund_payamt: amount(settlement.fund_pay_sumamt),
      fund_pay_type_name,
    },
  ];
}

function amountsOf(settlement: Settlement) {
  return {
    medfee_sumamt: amount(settlement.medfee_sumamt),
    fulamt_ownpay_amt: zero,
    overlmt_selfpay: zero,
    preselfpay_amt: zero,
    inscp_scp_amt: amount(settlement.medfee_sumamt),
    act_pay_dedc: zero,
    hifp_pay: amount(settlement.fund_pay_sumamt),
    pool_prop_selfpay: 0.6,
    cvlserv_pay: zero,
    hifes_pay: zero,
    hifmi_pay: zero,
    hifob_pay: zero,
    maf_pay: zero,
    oth_pay: zero,
    fund_pay_sumamt: amount(settlement.fund_pay_sumamt),
  };
}
