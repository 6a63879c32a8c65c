import * as answers from "../standins/insurer/answers.ts";
import type { Scripted } from "../standins/insurer/script.ts";

/** What the view must say for a scene to have gone as promised, by column; a NULL is matched as the text NULL. */
export type Expected = Readonly<Record<string, RegExp>>;

export interface Scene {
  readonly title: string;
  readonly explanation: string;
  readonly interface_code: string;
  readonly input_data: string;
  /** What the insurer does this time. */
  readonly insurer: Scripted;
  readonly expected: Expected;
  /** Members of response_data that are worth showing. */
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
  next_action: /5203.*2601.*omsgid=H12345678901\d{18}.*oinfno=2207/,
  attempt_count: /^1$/,
};

const lostSettlement = settlement("003");

export const scenes: readonly Scene[] = [
  {
    title: "A person is looked up (1101)",
    explanation: "A HIS asks for a person by number. The insurer answers.",
    interface_code: "1101",
    input_data: '{"psn_no": "430123199001011234"}',
    insurer: answers.good,
    expected: { ...success, response_data: /"baseinfo":\{[^}]*"psn_name":"张三"/ },
    highlights: ["psn_name", "gend", "brdy", "insuplc_admdvs"],
    isJoined: false,
  },
  {
    title: "An outpatient visit is settled (2207)",
    explanation: "Six fields of an outpatient visit. The insurer settles and answers.",
    interface_code: "2207",
    input_data: settlement("001"),
    insurer: answers.good,
    expected: { ...success, response_data: /"medfee_sumamt":120\.50,.*"medins_setl_id":"H12345678901\d{18}"/ },
    highlights: ["medfee_sumamt", "fund_pay_sumamt", "psn_cash_pay", "setl_id", "medins_setl_id"],
    isJoined: false,
  },
  {
    title: "The insurer refuses a settlement",
    explanation: "It answers infcode -1 and says why. That is an answer: HIS shows err_msg to the cashier.",
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
    title: "The answer to a settlement is lost",
    explanation:
      "The insurer reads the request and settles, then the connection is reset. Nobody here can know that it settled:\n" +
      "so the request is not sent again, and next_action says what a person has to do.",
    interface_code: "2207",
    input_data: lostSettlement,
    insurer: answers.lost,
    expected: unknown,
    highlights: [],
    isJoined: false,
  },
  {
    title: "The cashier presses once more",
    explanation: "The same settlement, still unresolved: HIS gets the same row, and nothing is sent a second time.",
    interface_code: "2207",
    input_data: lostSettlement,
    insurer: answers.good,
    expected: unknown,
    highlights: [],
    isJoined: true,
  },
  {
    title: "A person looks, as next_action says (5203)",
    explanation: "The insurer did settle: medins_setl_id is the msgid of the request whose answer was lost.",
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
