import assert from "node:assert/strict";
import { test } from "node:test";
import { TYPES } from "tedious";
import type { Client } from "../../rig/client.ts";
import { call, claim, finish, resolve, view } from "../../rig/procedures.ts";
import { finished, type Given, newInput, notSent, taken, unknownOutcome } from "./given.ts";

let bills = 0;

/** A settlement that no other test has: its fields, with more fields beside them. */
function newBill(): { (more?: Readonly<Record<string, unknown>>): string; readonly number: number } {
  bills += 1;
  const number = bills;
  const text = (more = {}): string => JSON.stringify({ psn_no: "43010", bill_no: String(number), ...more });
  return Object.assign(text, { number });
}

const settle = (client: Client, input: string): Promise<number> => call(client, { code: "9903", input });

/** What joins and what blocks: while a request for a business act is not settled, no second one is sent. */
export function businessActs(given: Given): void {
  test("another text for a settlement that is open is stored, not sent, and names the open one", async () => {
    const { server, client } = given();
    const bill = newBill();
    const open = await settle(client, bill());
    const blocked = await settle(client, bill({ acct_used_flag: "1" }));
    assert.notEqual(blocked, open);
    const seen = await view(client, blocked);
    const action = `同一笔业务的请求 ${open} 正在处理，请等待它的结果，请勿重复办理`;
    const message = `入参与同一笔业务未结束的请求不同，未发送。${action}`;
    assert.deepEqual(
      [seen.status, seen.error_code, seen.result_status, seen.attempt_count],
      ["ERROR", "BLOCKED", "SYSTEM_ERROR", 0],
    );
    assert.deepEqual([seen.err_msg, seen.next_action, seen.infcode], [message, action, null]);
    assert.deepEqual(JSON.parse(String(seen.response_data)), { error_code: "BLOCKED", err_msg: message, faults: [] });
    assert.equal((await claim(client, blocked)).refusal, "DONE");
    assert.equal((await server.request(blocked)).blocked_by, open);
  });

  test("a settlement is the same in every form of the input, with numbers or texts as values", async () => {
    const { client } = given();
    const bill = newBill();
    await settle(client, bill());
    const sameAct = [
      `{"data":{"psn_no":"43010","bill_no":"${bill.number}"}}`,
      `{"input":{"psn_no":"43010","bill_no":"${bill.number}"},"opter":"0032"}`,
      `{"input":{"data":{"psn_no":"43010","bill_no":"${bill.number}"}}}`,
      `{"bill_no":${bill.number},"psn_no":43010}`,
      `{ "psn_no" : " 43010 ", "bill_no" : "${bill.number}" }`,
      `{"data":{"psn_no":"43010"},"bill":{"bill_no":"${bill.number}"},"rows":[{"bill_no":"0"}]}`,
    ];
    for (const input of sameAct) {
      assert.equal((await view(client, await settle(client, input))).error_code, "BLOCKED", input);
    }
  });

  test("other values of the key fields are another settlement", async () => {
    const { client } = given();
    const bill = newBill();
    await settle(client, bill());
    for (const input of [newBill()(), bill({ psn_no: "43011" }), `{"psn_no":"4301","bill_no":"0${bill.number}"}`]) {
      assert.equal((await view(client, await settle(client, input))).status, "PENDING", input);
    }
  });

  test("digits of a number are kept when it is compared", async () => {
    const { client } = given();
    const bill = newBill();
    const long = `9007199254740993${bill.number}`;
    const open = await settle(client, `{"psn_no":"43010","bill_no":"${long}"}`);
    const blocked = await settle(client, `{"psn_no":"43010","bill_no":${long}}`);
    assert.match(String((await view(client, blocked)).err_msg), new RegExp(`请求 ${open} 正在处理`));
  });

  test("an input in which a key field has no value is compared by its text", async () => {
    const { client } = given();
    const { number } = newBill();
    for (const fields of ['"psn_no":"43010"', '"bill_no":"","psn_no":"43010"', '"bill_no":null,"psn_no":"43010"']) {
      const input = `{${fields},"n":"${number}"}`;
      const requestId = await settle(client, input);
      assert.equal(await settle(client, input), requestId);
      assert.equal((await view(client, await settle(client, `${input} `))).status, "PENDING");
    }
  });

  test("an interface without key fields compares the text", async () => {
    const { client } = given();
    const bill = newBill();
    const requestId = await call(client, { code: "9904", input: bill() });
    assert.equal(await call(client, { code: "9904", input: bill() }), requestId);
    const other = await call(client, { code: "9904", input: bill({ more: 1 }) });
    assert.equal((await view(client, other)).status, "PENDING");
  });

  test("an interface whose key fields are an empty list joins and blocks nothing", async () => {
    const { server, client } = given();
    const input = newInput();
    const { requestId } = await taken(client, { code: "9905", input });
    const second = await call(client, { code: "9905", input });
    assert.notEqual(second, requestId);
    assert.equal((await view(client, second)).status, "PENDING");
    assert.equal((await server.request(second)).request_key, null);
  });

  test("an upload with the same text is joined while the first is open or of unknown outcome", async () => {
    const { client } = given();
    const input = newInput();
    const first = await taken(client, { code: "9902", input });
    assert.equal(await call(client, { code: "9902", input }), first.requestId);
    await finish(client, first.requestId, first.attemptId, unknownOutcome);
    assert.equal(await call(client, { code: "9902", input }), first.requestId);
    await resolve(client, first.requestId, "did_not_happen");
    assert.notEqual(await call(client, { code: "9902", input }), first.requestId);
  });

  test("an upload with another text is a request of its own", async () => {
    const { client } = given();
    const bill = newBill();
    await call(client, { code: "9902", input: bill() });
    const second = await call(client, { code: "9902", input: bill({ more: 1 }) });
    assert.equal((await view(client, second)).status, "PENDING");
  });

  test("the same text is joined before another text of the same settlement blocks it", async () => {
    const { client } = given();
    const bill = newBill();
    const open = await settle(client, bill());
    await settle(client, bill({ more: 1 }));
    assert.equal(await settle(client, bill()), open);
  });

  test("a settlement of unknown outcome blocks another text until a person has resolved it", async () => {
    const { client } = given();
    const bill = newBill();
    const first = await taken(client, { code: "9903", input: bill() });
    const whileOpen = await settle(client, bill({ press: 2 }));
    await finish(client, first.requestId, first.attemptId, unknownOutcome);
    const whileUnknown = await settle(client, bill({ press: 3 }));
    const unknown = `同一笔业务的请求 ${first.requestId} 结果未知，请先按该请求的 next_action 核实并登记，再决定是否重新办理`;
    for (const blocked of [whileOpen, whileUnknown]) {
      assert.equal((await view(client, blocked)).next_action, unknown);
    }
    await resolve(client, first.requestId, "did_not_happen");
    for (const blocked of [whileOpen, whileUnknown]) {
      assert.equal(
        (await view(client, blocked)).next_action,
        `同一笔业务的请求 ${first.requestId} 已结束，医保端未办理或已冲正，可以重新办理`,
      );
    }
    assert.equal((await view(client, await settle(client, bill({ press: 4 })))).status, "PENDING");
  });

  test("a blocked request points to the result of the one that blocked it", async () => {
    const { client } = given();
    for (const end of [{}, unknownOutcome]) {
      const bill = newBill();
      const first = await taken(client, { code: "9903", input: bill() });
      const blocked = await settle(client, bill({ press: 2 }));
      await finish(client, first.requestId, first.attemptId, end);
      if (end === unknownOutcome) await resolve(client, first.requestId, "happened");
      assert.equal(
        (await view(client, blocked)).next_action,
        `同一笔业务的请求 ${first.requestId} 已办理，请使用它的结果，请勿重复办理`,
      );
    }
  });

  test("after an answer, good or bad, another text for the same settlement is a new request", async () => {
    const { client } = given();
    for (const errorCode of [null, "REFUSED"]) {
      const bill = newBill();
      const first = await taken(client, { code: "9903", input: bill() });
      await finish(client, first.requestId, first.attemptId, { errorCode });
      assert.equal((await view(client, await settle(client, bill({ press: 2 })))).status, "PENDING");
    }
  });

  test("a queue call inside a transaction is blocked too", async () => {
    const { client } = given();
    const bill = newBill();
    await client.begin();
    const open = await settle(client, bill());
    const blocked = await settle(client, bill({ press: 2 }));
    await client.commit();
    assert.equal((await view(client, open)).status, "PENDING");
    assert.equal((await view(client, blocked)).error_code, "BLOCKED");
  });

  test("a blocked request does not say that the other was refused, once a purge has deleted it", async () => {
    const { server, client } = given();
    const bill = newBill();
    const first = await taken(client, { code: "9903", input: bill() });
    const blocked = await settle(client, bill({ press: 2 }));
    await finish(client, first.requestId, first.attemptId);
    await server.makeDaysOld(first.requestId, 31);
    await client.execute("sp_medical_insurance_purge", {
      older_than_days: [TYPES.Int, 30],
      status: [TYPES.VarChar, "COMPLETED"],
    });
    assert.equal(
      (await view(client, blocked)).next_action,
      `同一笔业务的请求 ${first.requestId} 的记录已清理，请先核实医保端是否已办理，再决定是否重新办理`,
    );
  });

  test("a blocked request is replayed freely once the other is settled, and not before", async () => {
    const { client } = given();
    const bill = newBill();
    const first = await taken(client, { code: "9903", input: bill() });
    const blocked = await settle(client, bill({ press: 2 }));
    const replay = (facts = {}) => claim(client, blocked, { process: 2, replay: true, ...facts });
    assert.equal((await replay()).refusal, "BLOCKED");
    await finish(client, first.requestId, first.attemptId, unknownOutcome);
    assert.equal((await replay({ confirmed: true })).refusal, "BLOCKED");
    await resolve(client, first.requestId, "did_not_happen");
    const { row, refusal } = await replay();
    assert.equal(refusal, null);
    assert.equal(row?.attempt_no, 1);
    const press = await settle(client, bill({ press: 3 }));
    assert.match(String((await view(client, press)).err_msg), new RegExp(`请求 ${blocked} 正在处理`));
  });

  test("no confirmation sends a request again while a later one for the same settlement is not settled, and after that only a confirmation does", async () => {
    const { client } = given();
    const bill = newBill();
    const first = await taken(client, { code: "9903", input: bill() });
    await finish(client, first.requestId, first.attemptId, notSent);
    const second = await settle(client, bill());
    assert.notEqual(second, first.requestId);
    for (const confirmed of [false, true]) {
      const { refusal } = await claim(client, first.requestId, { process: 2, replay: true, confirmed });
      assert.equal(refusal, "BLOCKED");
    }
    const { row } = await claim(client, second);
    await finish(client, second, Number(row?.attempt_id));
    const replay = (confirmed: boolean) => claim(client, first.requestId, { process: 2, replay: true, confirmed });
    assert.deepEqual(await replay(false), { row: undefined, refusal: "LATER" });
    assert.equal((await replay(true)).row?.attempt_no, 2);
  });

  test("a request that was unrelated to any other is replayed as before", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9903", notSent);
    assert.equal((await claim(client, requestId, { process: 2, replay: true })).refusal, null);
  });
}
