/** Longer texts do not say only that all is well, and tell of a time-out near their beginning. */
const LONGEST = 2000;

/** Lower case, and one space for every run of spaces, punctuation, signs and control characters. */
function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, " ")
    .trim();
}

/** 未成功, 没有成功, 未能上传成功; a longer way from the negation to 成功 (未结算费用撤销成功) negates something else. */
const NEGATION = /(?:[不未没非]|无法)[^ ]{0,3}成功|失败|(?:^|[^a-z])(?:no|not|never|fail|failed|failure)(?:[^a-z]|$)/;

/**
 * Whether the err_msg of infcode 0 says no more than that all is well: it is empty, or it is or ends in a word of success.
 * @param wordsOfSuccess sdk.harmless_texts; one that is the whole text counts whatever it says
 */
export function isTextOfSuccess(errMsg: string, wordsOfSuccess: readonly string[]): boolean {
  if (errMsg.trim().length > LONGEST) return false;
  const text = plainWords(errMsg.trim());
  if (text === "" || text === "null") return true;
  const words = wordsOfSuccess.map(plainWords).filter((word) => word !== "");
  return words.includes(text) || (words.some((word) => endsInWord(text, word)) && !NEGATION.test(text));
}

/** A Latin word ends a text only as a whole word: facebook does not end in ok. */
function endsInWord(text: string, word: string): boolean {
  if (!text.endsWith(word)) return false;
  return !(/^[a-z\d]/.test(word) && /[a-z\d]/.test(text.charAt(text.length - word.length - 1)));
}

/**
 * Whether an err_msg says that a call behind the machine that replied timed out, so that nobody there knows the outcome.
 * 超时限 and 超时间 speak of a limit of the business, and are not time-outs.
 * @param timeoutTexts sdk.timeout_texts; case and white space do not count
 */
export function tellsOfTimeout(errMsg: string, timeoutTexts: readonly string[]): boolean {
  const text = compact(errMsg.slice(0, LONGEST)).replaceAll(/超时[限间]/g, " ");
  return timeoutTexts.some((each) => text.includes(compact(each)));
}

function compact(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, "");
}
