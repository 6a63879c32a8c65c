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
    effect: "refuses with infcode 0 and an error text, as has happened in practice",
    answer: answers.envelope({ infcode: "0", err_msg: "FSI-就诊信息不存在", output: "null" }),
  },
  { ending: "-LOSE", effect: "does what is asked, but its reply is lost", answer: answers.lost },
  {
    ending: "-CUT",
    effect: "does what is asked, but only a part of its reply arrives",
    answer: { delivery: { how: "cut-body", bodyBytes: 40 } },
  },
  {
    ending: "-SILENT",
    effect: "never replies: the request times out after 10 seconds, and a query is sent again",
    answer: { delivery: { how: "silence" } },
  },
  { ending: "-SLOW", effect: "replies after 5 seconds", answer: { delivery: { how: "late", ms: 5000 } } },
  { ending: "-PAGE", effect: "sends the HTML page of a proxy, status 502", answer: answers.html(502) },
  { ending: "-GATEWAY", effect: "the gateway refuses: code 401", answer: answers.gateway("签名不一致!") },
];

/** Look-up and reversal repeat the fields of the settlement whose reply a word has lost; they find it all the same. */
const AFTERWARDS: readonly string[] = ["5203", "2601"];
const LOSES: readonly string[] = ["-LOSE", "-CUT", "-SILENT", "-PAGE"];

/** What a word in the input asks for; undefined: it has none. */
export function answerByMagicWord(request: AcceptedRequest): Answer | undefined {
  const texts = textsIn(request.envelope.input);
  const word = magicWords.find(({ ending }) => texts.some((text) => text.endsWith(ending)));
  const isRepeated = AFTERWARDS.includes(request.infno) && LOSES.includes(word?.ending ?? "");
  return isRepeated ? undefined : word?.answer;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
