import { isJsonObject, type JsonObject, type JsonValue } from "../json-text.ts";

/** More is not shown of a page. */
const LOOKED_AT = 4096;

const MESSAGES = ["err_msg", "message", "msg", "errmsg", "errMsg", "error_msg", "errorMsg", "error", "detail", "title"];
const CODES = ["code", "errcode", "errorCode", "status"];

/**
 * What a reply that is not an envelope says, for a person: its message and its code, or the text of a page, or its beginning.
 * @param value the reply as JSON; undefined when it is none
 */
export function saidBy(text: string, value: JsonValue | undefined): string {
  const beginning = text.slice(0, LOOKED_AT);
  if (isJsonObject(value)) return messageIn(value) || messageIn(innerError(value)) || beginning;
  return value === undefined ? textOfPage(beginning) : beginning;
}

function messageIn(value: JsonObject): string {
  const message = MESSAGES.map((name) => value[name]).find(isText);
  if (message === undefined) return "";
  const code = CODES.map((name) => value[name]).find((each) => isText(each) || typeof each === "number");
  return code === undefined ? message : `${message}（${code}）`;
}

function innerError({ error }: JsonObject): JsonObject {
  return isJsonObject(error) ? error : {};
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** Each expression ends at the next bracket, so that no text makes it slow. */
function textOfPage(page: string): string {
  return page.replaceAll(/<(?:style|script)\b[^<>]*>[^<]*/gi, " ").replaceAll(/<[^<>]*>?/g, " ");
}
