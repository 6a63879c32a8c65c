import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client, Row } from "../../rig/client.ts";
import { call, claim, finish, unreconciled, view } from "../../rig/procedures.ts";
import { type Given, unknownOutcome } from "./given.ts";

let people = 0;

/** A number that no other test has. */
function newPerson(): string {
  people += 1;
  return `P${process.pid}${String(people).padStart(4, "0")}`;
}

interface Unknown {
  readonly requestId: number;
  readonly msgid: string;
  readonly line: Row;
  readonly action: string;
}

async function unknownOf(client: Client, code: string, input: string): Promise<Unknown> {
  const requestId = await call(client, { code, input });
  const { row } = await claim(client, requestId);
  await finish(client, requestId, Number(row?.attempt_id), unknownOutcome);
  const line = await unreconciled(client, requestId);
  assert.ok(line);
  const { next_action } = await view(client, requestId);
  assert.equal(line.next_action, next_action);
  return { requestId, msgid: String(row?.msgid), line, action: String(next_action) };
}

const BABELFISH = "Babelfish leaves escapes in the values of OPENJSON, and writes blanks with JSON_MODIFY";

/** Each of the forms that HIS may write, and what is looked up with. */
const FORMS: readonly (readonly [
  what: string,
  input: (person: string) => string,
  lookUp: (person: string) => string,
])[] = [
  [
    "flat fields",
    (person) => `{"psn_no":"${person}","mdtrt_id":7}`,
    (person) => `{"data":{"psn_no":"${person}","setl_id":"","mdtrt_id":"7"}}`,
  ],
  [
    "a node",
    (person) => `{"data":{"psn_no":" ${person} ","mdtrt_id":"a\\"b"}}`,
    (person) => `{"data":{"psn_no":"${person}","setl_id":"","mdtrt_id":"a\\"b"}}`,
  ],
  [
    "two nodes",
    (person) => `{"one":{"psn_no":"${person}"},"two":{"psn_no":"${person}","mdtrt_id":"7"}}`,
    (person) => `{"data":{"psn_no":"${person}","setl_id":"","mdtrt_id":"7"}}`,
  ],
  [
    "a list of rows",
    (person) => `{"rows":[{"psn_no":"${person}","mdtrt_id":"7"},{"psn_no":"${person}","mdtrt_id":"7"}]}`,
    (person) => `{"data":{"psn_no":"${person}","setl_id":"","mdtrt_id":"7"}}`,
  ],
  [
    "envelope fields next to the input",
    (person) => `{"input":{"data":{"psn_no":"${person}","mdtrt_id":"7"}},"insuplc_admdvs":"430100"}`,
    (person) => `{"input":{"data":{"psn_no":"${person}","setl_id":"","mdtrt_id":"7"}},"insuplc_admdvs":"430100"}`,
  ],
];

export function lookingUp(given: Given): void {
  for (const [what, input, lookUp] of FORMS) {
    test(`${what}: an unknown outcome comes with the whole input to look it up and to reverse it, and the statement to record it`, async (t) => {
      const { server, client } = given();
      if (server.isBabelfish && /\\|insuplc/.test(input(""))) return t.skip(BABELFISH);
      const person = newPerson();
      const { requestId, msgid, line, action } = await unknownOf(client, "9906", input(person));
      const reversal = lookUp(person).replace(
        /"data":\{.*?\}/,
        `"data":{"psn_no":"${person}","omsgid":"${msgid}","oinfno":"9906"}`,
      );
      assert.equal(line.look_up_input, lookUp(person));
      assert.equal(line.reversal_input, reversal);
      assert.equal(
        action,
        `结果未知，请勿重复办理。请用 9901 查询，核实是否已办理，入参：${lookUp(person)}（setl_id 此时还没有，留空发送）；如已办理且需撤销，用 2601 冲正（规范要求慎用），入参：${reversal}。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ${requestId}, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）`,
      );
    });
  }

  test("a value that the request has is not left empty", async () => {
    const { client } = given();
    const { line, action } = await unknownOf(
      client,
      "9906",
      `{"psn_no":"${newPerson()}","mdtrt_id":"7","setl_id":"S1"}`,
    );
    assert.match(String(line.look_up_input), /"setl_id":"S1"/);
    assert.doesNotMatch(action, /留空/);
  });

  test("a field that the request does not have, or has twice with different values, is empty and named", async () => {
    const { client } = given();
    const person = newPerson();
    for (const input of [
      `{"psn_no":"${person}"}`,
      `{"rows":[{"psn_no":"${person}","mdtrt_id":"7"},{"psn_no":"${person}","mdtrt_id":"8"}]}`,
    ]) {
      const { line, action } = await unknownOf(client, "9906", input);
      assert.equal(line.look_up_input, `{"data":{"psn_no":"${person}","setl_id":"","mdtrt_id":""}}`);
      assert.match(action, /（mdtrt_id 在本请求的入参里没有，请先填写）；/);
    }
  });

  test("without the person's number there is no input for the reversal that could be sent", async () => {
    const { client } = given();
    const { line, action } = await unknownOf(client, "9906", `{"mdtrt_id":"${newPerson()}"}`);
    assert.equal(line.reversal_input, null);
    assert.match(action, /用 2601 冲正.*"psn_no":"".*（psn_no 在本请求的入参里没有，请先填写）。/);
  });

  test("a period begins on the day of the request, or on an earlier one that the request names", async () => {
    const { client } = given();
    const person = newPerson();
    const { line } = await unknownOf(client, "9907", `{"psn_no":"${person}","begntime":"2020-01-02 08:00:00"}`);
    const today = String(line.look_up_input)
      .slice(-70)
      .match(/\d{4}-\d{2}-\d{2}/)?.[0];
    assert.equal(
      line.look_up_input,
      `{"psn_no":"${person}","begntime":"2020-01-02 00:00:00","endDate":"${today}","medins":"H12345678901","page":"1"}`,
    );
    const later = await unknownOf(client, "9907", '{"begntime":"2999-01-02 08:00:00"}');
    assert.equal(
      later.line.look_up_input,
      `{"begntime":"${today} 00:00:00","endDate":"${today}","medins":"H12345678901","page":"1"}`,
    );
  });

  test("where it is not known how to ask, only the interface is named", async () => {
    const { client } = given();
    const { requestId, line, action } = await unknownOf(client, "9902", `{"psn_no":"${newPerson()}"}`);
    assert.equal(line.look_up_input, null);
    assert.equal(
      action,
      `结果未知，请勿重复办理。请用 9901 查询，核实是否已办理。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ${requestId}, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）`,
    );
  });
}
