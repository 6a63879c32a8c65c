import * as answers from "../standins/insurer/answers.ts";
import type { Answer } from "../standins/insurer/script.ts";
import type { AcceptedRequest } from "../standins/insurer/seen.ts";

/** A word at the end of any text of the input, say of psn_no, and what the insurer then does. */
export interface MagicWord {
  readonly ending: string;
  readonly effect: string;
  readonly answer: Answer;
}

export const magicWords: readonly MagicWord[] = [
  {
    ending: "-REFUSE",
    effect: "refuses: infcode -1 and a text",
    answer: answers.refused("该人员参保状态为暂停参保，不能办理此业务"),
  },
  {
    ending: "-ZERO",
    effect: "refuses with infcode 0 and an error text, as has been seen",
    answer: answers.envelope({ infcode: "0", err_msg: "FSI-就诊信息不存在", output: "null" }),
  },
  { ending: "-LOSE", effect: "does what is asked, but its answer is lost", answer: answers.lost },
  {
    ending: "-CUT",
    effect: "does what is asked, but its answer breaks off",
    answer: { delivery: { how: "cut-body", bodyBytes: 40 } },
  },
  {
    ending: "-SILENT",
    effect: "never answers: wait for the time-out of 10 seconds, and a query is tried again",
    answer: { delivery: { how: "silence" } },
  },
  { ending: "-SLOW", effect: "answers after 5 seconds", answer: { delivery: { how: "late", ms: 5000 } } },
  { ending: "-PAGE", effect: "sends a proxy's HTML page with status 502", answer: answers.html(502) },
  { ending: "-GATEWAY", effect: "refuses at its gateway: code 401", answer: answers.gateway("签名不一致!") },
];

/** The good answer, unless a word in the input asks for another. */
export function answerByMagicWord(request: AcceptedRequest): Answer {
  const texts = textsIn(request.envelope.input);
  const word = magicWords.find(({ ending }) => texts.some((text) => text.endsWith(ending)));
  return word?.answer ?? answers.good;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
