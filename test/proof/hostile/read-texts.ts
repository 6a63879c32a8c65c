import { normaliseInput } from "../../../src/input/input-forms.ts";
import { classifyAnswer } from "../../../src/sending/classify-answer.ts";

/** Reads texts that were made to cost time and memory; started with little of both. Says what became of each. */

const asked = { interfaceClass: "C", promisesOutput: true } as const;
const rules = { harmlessTexts: ["成功", "ok"], timeoutTexts: ["请求超时"], asked, epochMs: 0 };
const MILLION = 1_000_000;

const replies: Readonly<Record<string, string>> = {
  "20 MB of [": "[".repeat(20 * MILLION),
  "20 MB of {": '{"a":'.repeat(4 * MILLION),
  "20 MB of empty lists": `{"infcode":0,"output":[${"[],".repeat(6 * MILLION)}[]]}`,
  "20 MB of one key": `{"infcode":0${',"err":0'.repeat(2 * MILLION)}}`,
  "20 MB of white space": `{"infcode":0,"output":1${" ".repeat(20 * MILLION)}}`,
  "20 MB of a number": `{"infcode":${"9".repeat(20 * MILLION)}}`,
  "20 MB of line breaks": `{"infcode":0,"err_msg":"${"\n".repeat(20 * MILLION)}"}`,
  "20 MB of quotes": `{"infcode":0,"err_msg":"\n${'""'.repeat(10 * MILLION)}"}`,
  "20 MB of <": "<".repeat(20 * MILLION),
  "20 MB of punctuation": `{"infcode":0,"err_msg":"${"!a".repeat(10 * MILLION)}"}`,
  "20 MB of 未": `{"infcode":0,"err_msg":"${"未".repeat(7 * MILLION)}成功"}`,
  "20 MB of backslashes": `{"infcode":0,"err_msg":"${"\\\\".repeat(10 * MILLION)}"}`,
};

const inputs: Readonly<Record<string, string>> = {
  "an amount with a million zeros": `{"data":{"amount":1.${"0".repeat(MILLION)}1}}`,
  "an amount with a million zeros before it": `{"data":{"amount":${"0".repeat(MILLION)}1}}`,
  "a million digits": `{"data":{"amount":${"7".repeat(MILLION)}}}`,
  "an endless exponent": `{"data":{"amount":1e${"9".repeat(MILLION)}}}`,
  "ten million of [": `{"data":${"[".repeat(10 * MILLION)}`,
  "a million empty objects": `{"data":[${"{},".repeat(MILLION)}{}]}`,
  "a million duplicates": `{"data":{${'"a":0,'.repeat(MILLION)}"a":0}}`,
};

const shape = { nodes: ["data"], listNodes: [], carriesFile: false, hasField: () => false };

for (const [name, text] of Object.entries(replies)) {
  const answer = { httpStatus: 200, headers: {}, body: Buffer.from(text) };
  say(`${name}: ${classifyAnswer(answer, rules).reason}`);
}
for (const [name, text] of Object.entries(inputs)) {
  const read = normaliseInput(text, shape, new Set(), null);
  const [fault] = "faults" in read ? read.faults : [];
  say(`${name}: ${fault !== undefined && "form" in fault ? fault.form.keyword : "taken"}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
