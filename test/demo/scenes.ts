import * as answers from "../standins/insurer/answers.ts";
import type { Scripted } from "../standins/insurer/script.ts";

/** What the view must show after a scene, by column; a NULL is matched as the text NULL. */
export type Expected = Readonly<Record<string, RegExp>>;

export interface Scene {
  readonly title: string;
  readonly explanation: string;
  readonly interface_code: string;
  readonly input_data: string;
  /** What the insurer does this time. */
  readonly insurer: Scripted;
  readonly expected: Expected;
  /** Members of response_data that are shown. */
  readonly highlights: readonly string[];
  /** A call that must be joined to the scene before: the same result_id, and nothing more sent. */
  readonly isJoined: boolean;
}

const success: Expected = {
  result_status: /^SUCCESS$/,
  status: /^COMPLETED$/,
  error_code: /^NULL$/,
  infcode: /^0$/,
  next_action: /^NULL$/,
  attempt_count: /^1$/,
};

const unknown: Expected = {
  result_status: /^SYSTEM_ERROR$/,
  status: /^ERROR$/,
  error_code: /^OUTCOME_UNKNOWN$/,
  infcode: /^NULL$/,
  err_msg: /^(?!NULL$)./,
  next_action: /5203.*"setl_id":"".*2601.*"omsgid":"H12345678901\d{18}","oinfno":"2207"/,
  attempt_count: /^1$/,
};

const lostSettlement = settlement("003");

export const scenes: readonly Scene[] = [
  {
    title: "A person is queried (1101)",
    explanation: "HIS queries a person by psn_no. The insurer replies.",
    interface_code: "1101",
    input_data: '{"psn_no": "430123199001011234"}',
    insurer: answers.good,
    expected: { ...success, response_data: /"baseinfo":\{[^}]*"psn_name":"张三"/ },
    highlights: ["psn_name", "gend", "brdy", "insuplc_admdvs"],
    isJoined: false,
  },
  {
    title: "An outpatient visit is settled (2207)",
    explanation: "HIS sends six fields of an outpatient visit. The insurer settles and replies.",
    interface_code: "2207",
    input_data: settlement("001"),
    insurer: answers.good,
    expected: { ...success, response_data: /"medfee_sumamt":120\.50,.*"medins_setl_id":"H12345678901\d{18}"/ },
    highlights: ["medfee_sumamt", "fund_pay_sumamt", "psn_cash_pay", "setl_id", "medins_setl_id"],
    isJoined: false,
  },
  {
    title: "The insurer refuses a settlement",
    explanation: "It replies infcode -1 and a text with the reason. HIS shows err_msg to the cashier.",
    interface_code: "2207",
    input_data: settlement("002"),
    insurer: answers.refused("该人员参保状态为暂停参保，不能办理门诊结算"),
    expected: {
      result_status: /^BUSINESS_ERROR$/,
      status: /^COMPLETED$/,
      error_code: /^REFUSED$/,
      infcode: /^-1$/,
      err_msg: /^该人员参保状态为暂停参保，不能办理门诊结算$/,
      next_action: /^NULL$/,
      attempt_count: /^1$/,
    },
    highlights: [],
    isJoined: false,
  },
  {
    title: "The reply to a settlement is lost",
    explanation:
      "The insurer receives the request and settles, then the connection is reset. The processor cannot know that it settled:\n" +
      "it does not send the request again, and next_action says what a person has to do.",
    interface_code: "2207",
    input_data: lostSettlement,
    insurer: answers.lost,
    expected: unknown,
    highlights: [],
    isJoined: false,
  },
  {
    title: "The cashier presses again",
    explanation:
      "The same settlement, and its outcome is not yet recorded: HIS gets the same row, and nothing is sent.",
    interface_code: "2207",
    input_data: lostSettlement,
    insurer: answers.good,
    expected: unknown,
    highlights: [],
    isJoined: true,
  },
  {
    title: "A person checks, as next_action says (5203)",
    explanation: "The insurer has settled: medins_setl_id is the msgid of the request whose reply was lost.",
    interface_code: "5203",
    input_data: '{"psn_no": "430123199001011234", "setl_id": "", "mdtrt_id": "H1234567890120241201003"}',
    insurer: answers.good,
    expected: { ...success, response_data: /"medins_setl_id":"H12345678901\d{18}"/ },
    highlights: ["medfee_sumamt", "setl_id", "medins_setl_id"],
    isJoined: false,
  },
];

/** The six fields of the example, its last three digits changed so that each is a settlement of its own. */
function settlement(digits: string): string {
  return [
    "{",
    `        "mdtrt_id": "H1234567890120241201${digits}",`,
    '        "psn_no": "430123199001011234",',
    `        "chrg_bchno": "20241201${digits}",`,
    '        "acct_used_flag": "0",',
    '        "insutype": "310",',
    `        "invono": "INV20241201${digits}"`,
    "    }",
  ].join("\n");
}
