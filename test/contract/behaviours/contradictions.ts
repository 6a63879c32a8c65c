import assert from "node:assert/strict";
import { test } from "node:test";
import type { Client } from "../../rig/client.ts";
import { call, claim, type EndFacts, finish, rescue, resolve, unreconciled, view } from "../../rig/procedures.ts";
import type { UnderTest } from "../under-test.ts";
import { finished, type Given, notSent, taken, unknownOutcome } from "./given.ts";

const settled: EndFacts = { responseData: '{"infcode":0,"respond_time":"1","output":{"setl_id":"S1","amount":12.50}}' };
const settledInOtherWords: EndFacts = {
  responseData: '{"infcode":0,"respond_time":"9","output":{"setl_id":"S1","amount":12.50}}',
};
const settledAgain: EndFacts = { responseData: '{"infcode":0,"respond_time":"2","output":{"setl_id":"S2"}}' };
const refused: EndFacts = { errorCode: "REFUSED", infcode: "-1", errMsg: "已结算", responseData: '{"infcode":-1}' };

const conflictText = (requestId: number): string =>
  `医保端的应答互相矛盾，请勿重复办理。请用 9901 查询，核实是否已办理。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ${requestId}, @resolution = 'happened'（已办理；未办理写 did_not_happen，已冲正写 reversed）`;

interface TwoAttempts {
  readonly requestId: number;
  readonly first: number;
  readonly second: number;
}

/** A request whose first process was rescued while it held a reply, and which a person has sent again with a confirmation. */
async function sentAgain(server: UnderTest, client: Client, code = "9903"): Promise<TwoAttempts> {
  const { requestId, attemptId } = await rescued(server, client, code);
  const { row } = await claim(client, requestId, { process: 2, replay: true, confirmed: true });
  return { requestId, first: attemptId, second: Number(row?.attempt_id) };
}

async function rescued(server: UnderTest, client: Client, code = "9903") {
  const request = await taken(client, { code });
  await server.endLease(request.requestId);
  await rescue(client, request.requestId);
  return request;
}

const finishSecond = (client: Client, { requestId, second }: TwoAttempts, facts: EndFacts) =>
  finish(client, requestId, second, { process: 2, ...facts });

async function reasonOf(client: Client, requestId: number): Promise<unknown> {
  return (await unreconciled(client, requestId))?.reason;
}

export function contradictions(given: Given): void {
  for (const code of ["9902", "9903"]) {
    test(`a late success of ${code} beside a refusal becomes a line with both replies`, async () => {
      const { server, client } = given();
      const request = await sentAgain(server, client, code);
      await finishSecond(client, request, refused);
      assert.equal(await finish(client, request.requestId, request.first, settled), "kept");
      const seen = await view(client, request.requestId);
      assert.deepEqual(
        [seen.result_status, seen.error_code, seen.next_action],
        ["BUSINESS_ERROR", "REFUSED", conflictText(request.requestId)],
      );
      const line = await unreconciled(client, request.requestId);
      assert.equal(line?.reason, "CONFLICT");
      assert.equal(line.what_is_certain, "收到的应答互相矛盾，或与请求的状态矛盾：见 replies");
      assert.match(String(line.replies), /"amount":12\.50/);
      const replies: readonly Record<string, unknown>[] = JSON.parse(String(line.replies));
      assert.deepEqual(
        replies.map(({ attempt_no, reply, response_data }) => [attempt_no, reply, response_data]),
        [
          [1, "SUCCESS", { infcode: 0, respond_time: "1", output: { setl_id: "S1", amount: 12.5 } }],
          [2, "REFUSED", { infcode: -1 }],
        ],
      );
    });
  }

  test("the line is there in whichever order the two replies come", async () => {
    const { server, client } = given();
    const request = await sentAgain(server, client);
    await finish(client, request.requestId, request.first, settled);
    assert.equal(await reasonOf(client, request.requestId), undefined);
    await finishSecond(client, request, refused);
    assert.equal(await reasonOf(client, request.requestId), "CONFLICT");
  });

  test("a person ends a contradiction", async () => {
    const { server, client } = given();
    const request = await sentAgain(server, client);
    await finishSecond(client, request, refused);
    await finish(client, request.requestId, request.first, settled);
    await resolve(client, request.requestId, "happened");
    assert.equal(await unreconciled(client, request.requestId), undefined);
    const { result_status, next_action } = await view(client, request.requestId);
    assert.deepEqual([result_status, next_action], ["BUSINESS_ERROR", "已登记核实结果：医保端已办理，请勿重复办理"]);
    const { refusal } = await claim(client, request.requestId, { replay: true, confirmed: true });
    assert.equal(refusal, "HAPPENED");
  });

  test("no confirmation sends a request again while its replies contradict each other", async () => {
    const { server, client } = given();
    const request = await sentAgain(server, client);
    await finishSecond(client, request, refused);
    await finish(client, request.requestId, request.first, settled);
    const replay = () => claim(client, request.requestId, { process: 3, replay: true, confirmed: true });
    assert.equal((await replay()).refusal, "CONFLICT");
    await resolve(client, request.requestId, "reversed");
    assert.equal((await replay()).refusal, null);
  });

  test("contradicting replies block another text for the same settlement", async () => {
    const { server, client } = given();
    const text = (press: number): string => `{"psn_no":"43010","bill_no":"conflict ${process.pid}","press":${press}}`;
    const { requestId, attemptId } = await taken(client, { code: "9903", input: text(1) });
    await server.endLease(requestId);
    await rescue(client, requestId);
    await resolve(client, requestId, "did_not_happen");
    await finish(client, requestId, attemptId, settled);
    const blocked = await call(client, { code: "9903", input: text(2) });
    assert.equal((await view(client, blocked)).error_code, "BLOCKED");
    assert.equal(await call(client, { code: "9903", input: text(1) }), requestId);
    await resolve(client, requestId, "happened");
    assert.equal((await view(client, await call(client, { code: "9903", input: text(3) }))).status, "PENDING");
  });

  test("a waiting request for the same settlement is blocked when the contradiction comes", async () => {
    const { server, client } = given();
    const input = `{"psn_no":"43010","bill_no":"waiting ${process.pid}"}`;
    const { requestId, attemptId } = await taken(client, { code: "9903", input });
    await server.endLease(requestId);
    await rescue(client, requestId);
    await resolve(client, requestId, "did_not_happen");
    const waiting = await call(client, { code: "9903", input });
    assert.equal((await view(client, waiting)).status, "PENDING");
    await finish(client, requestId, attemptId, settled);
    const seen = await view(client, waiting);
    const action = `同一笔业务的请求 ${requestId} 结果未知，请先按该请求的 next_action 核实并登记，再决定是否重新办理`;
    assert.deepEqual(
      [seen.error_code, seen.next_action, seen.err_msg],
      ["BLOCKED", action, `等待期间发现同一笔业务可能已办理，未发送。${action}`],
    );
    assert.equal(await server.responseCount(waiting), 1);
    await resolve(client, requestId, "reversed");
    assert.equal((await claim(client, waiting, { process: 2, replay: true })).refusal, null);
  });

  for (const [resolution, late, result, what] of [
    ["did_not_happen", settled, "stored", "CONFLICT"],
    ["reversed", settled, "kept", "CONFLICT"],
    ["happened", refused, "stored", "CONFLICT"],
    ["happened", settled, "stored", undefined],
    ["did_not_happen", refused, "stored", undefined],
  ] as const) {
    test(`after ${resolution}, a late ${late === settled ? "success" : "refusal"} is ${what ?? "no contradiction"}`, async () => {
      const { server, client } = given();
      const { requestId, attemptId } = await rescued(server, client);
      await resolve(client, requestId, resolution);
      assert.equal(await finish(client, requestId, attemptId, late), result);
      const line = await unreconciled(client, requestId);
      assert.equal(line?.reason, what);
      if (line === undefined) return;
      assert.equal(line.what_is_certain, `已登记为 ${resolution}，但此前或此后收到的应答与它矛盾：见 replies`);
    });
  }

  test("a second resolution keeps the first with the attempt", async () => {
    const { server, client } = given();
    const { requestId, attemptId } = await rescued(server, client);
    await resolve(client, requestId, "did_not_happen");
    await finish(client, requestId, attemptId, settled);
    await resolve(client, requestId, "happened");
    assert.equal((await server.request(requestId)).resolution, "happened");
    assert.match(String((await server.attempts(requestId))[0]?.cause), /\[resolved did_not_happen by .+ at .+: {2}\]$/);
    assert.equal(await unreconciled(client, requestId), undefined);
  });

  test("a wrong record is corrected by a further one that says why, and both stay", async () => {
    const { server, client } = given();
    const { requestId } = await rescued(server, client);
    await resolve(client, requestId, "did_not_happen", "5203 查不到");
    await resolve(client, requestId, "happened", "更正：后来查到");
    const { resolution, resolution_note, resolved_by } = await server.request(requestId);
    assert.deepEqual([resolution, resolution_note], ["happened", "更正：后来查到"]);
    assert.ok(resolved_by);
    assert.match(
      String((await server.attempts(requestId))[0]?.cause),
      /\[resolved did_not_happen by .+ at \d{4}-\d\d-\d\d .+: {2}5203 查不到\]$/,
    );
    await assert.rejects(resolve(client, requestId, "reversed", "更正：后来查到"), /要写明更正的原因/);
    assert.equal((await server.request(requestId)).resolution, "happened");
  });

  test("two successes that give different things contradict each other, two that give the same do not", async () => {
    const { server, client } = given();
    for (const [secondReply, reason] of [
      [settledAgain, "CONFLICT"],
      [settledInOtherWords, undefined],
    ] as const) {
      const request = await sentAgain(server, client);
      await finishSecond(client, request, secondReply);
      await finish(client, request.requestId, request.first, settled);
      assert.equal((await view(client, request.requestId)).result_status, "SUCCESS");
      assert.equal(await reasonOf(client, request.requestId), reason);
    }
  });

  test("two successes without an output do not contradict each other, however they say so", async () => {
    const { server, client } = given();
    const request = await sentAgain(server, client);
    await finishSecond(client, request, { responseData: '{"infcode":0,"output":""}' });
    await finish(client, request.requestId, request.first, { responseData: '{"infcode":0,"output":null}' });
    assert.equal(await unreconciled(client, request.requestId), undefined);
  });

  test("a refusal and then a success is how a replay should go, also when the refusal comes late", async () => {
    const { server, client } = given();
    const inOrder = await finished(client, "9903", refused);
    const { row } = await claim(client, inOrder.requestId, { process: 2, replay: true, confirmed: true });
    await finish(client, inOrder.requestId, Number(row?.attempt_id), { process: 2, ...settled });
    assert.equal(await unreconciled(client, inOrder.requestId), undefined);

    const late = await sentAgain(server, client);
    await finishSecond(client, late, settled);
    await finish(client, late.requestId, late.first, refused);
    assert.equal(await unreconciled(client, late.requestId), undefined);
  });

  test("a success that is refused when a person sends it again is a contradiction", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9903", settled);
    const { row } = await claim(client, requestId, { process: 2, replay: true, confirmed: true });
    await finish(client, requestId, Number(row?.attempt_id), { process: 2, ...refused });
    assert.equal(await reasonOf(client, requestId), "CONFLICT");
  });

  for (const [what, end] of [
    ["nothing was sent", notSent],
    ["the outcome is unknown", unknownOutcome],
  ] as const) {
    test(`a late success contradicts a later attempt that says that ${what}`, async () => {
      const { server, client } = given();
      const request = await sentAgain(server, client);
      await finishSecond(client, request, end);
      await finish(client, request.requestId, request.first, settled);
      assert.equal(await reasonOf(client, request.requestId), "CONFLICT");
    });
  }

  test("a late success contradicts the rescue of a later attempt", async () => {
    const { server, client } = given();
    const { requestId, first } = await sentAgain(server, client);
    await finish(client, requestId, first, settled);
    await server.endLease(requestId);
    await rescue(client, requestId);
    assert.equal((await view(client, requestId)).error_code, "OUTCOME_UNKNOWN");
    assert.equal(await reasonOf(client, requestId), "CONFLICT");
  });

  test("only what comes after a person's record contradicts again", async () => {
    const { server, client } = given();
    const request = await sentAgain(server, client);
    await finishSecond(client, request, refused);
    await finish(client, request.requestId, request.first, settled);
    await resolve(client, request.requestId, "reversed");
    const { row } = await claim(client, request.requestId, { process: 3, replay: true, confirmed: true });
    await finish(client, request.requestId, Number(row?.attempt_id), { process: 3, ...settledAgain });
    assert.equal((await view(client, request.requestId)).result_status, "SUCCESS");
    assert.equal(await unreconciled(client, request.requestId), undefined);
  });

  test("a query's replies never contradict each other", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9901", settled);
    const { row } = await claim(client, requestId, { process: 2, replay: true });
    await finish(client, requestId, Number(row?.attempt_id), { process: 2, ...refused });
    assert.equal(await unreconciled(client, requestId), undefined);
    assert.equal((await view(client, requestId)).next_action, null);
  });

  test("an unknown outcome is a line of its own reason, without replies", async () => {
    const { client } = given();
    const { requestId } = await finished(client, "9903", unknownOutcome);
    const line = await unreconciled(client, requestId);
    assert.deepEqual([line?.reason, line?.replies], ["OUTCOME_UNKNOWN", null]);
    assert.match(
      String(line?.what_is_certain),
      /^已于 2026-01-02 03:04:05 发送，没有收到可读的应答：医保端可能已办理$/,
    );
  });
}
