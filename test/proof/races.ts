import assert from "node:assert/strict";
import { type Books, inputOf, type Stage } from "./stage/stage.ts";

const COMPLETED = { status: "COMPLETED", error_code: null, outcomes: ["REPLIED"], responses: 1 };

/** So many processors on one settlement: one carries it out, the others are told that it is taken or done. */
export async function raceForOne(stage: Stage, processors: number): Promise<void> {
  const requestId = await stage.insert("C");
  const exits = await Promise.all(Array.from({ length: processors }, () => stage.run(requestId)));
  const codes = exits.map(({ code }) => code).sort();
  assert.deepEqual(codes, [0, ...Array(processors - 1).fill(3)], exits.map(({ stdout }) => stdout).join(""));
  assert.deepEqual(withoutMsgid(await stage.books(requestId)), COMPLETED);
  assert.equal(stage.insurer.sendingsOf("2207").length, 1);
}

/** So many workers on one queue: each settlement is sent once. */
export async function raceForQueue(stage: Stage, workers: number, requests: number): Promise<void> {
  const ids: number[] = [];
  for (let number = 1; number <= requests; number++) ids.push(await stage.insert("C", "queue", number));
  const exits = await Promise.all(Array.from({ length: workers }, () => stage.run("drain")));
  const finished = exits.map(({ stdout }) => Number(/^drained: (\d+) finished/.exec(stdout)?.[1]));
  assert.equal(
    finished.reduce((sum, count) => sum + count, 0),
    requests,
    exits.map(({ stdout }) => stdout).join(""),
  );
  for (const id of ids) assert.deepEqual(withoutMsgid(await stage.books(id)), COMPLETED);
  const msgids = stage.insurer.sendingsOf("2207").map(({ msgid }) => msgid);
  assert.deepEqual([msgids.length, new Set(msgids).size], [requests, requests]);
}

/** So many rescues of the same dead processors: each request is ended once. */
export async function raceToRescue(stage: Stage, rescuers: number, requests: number): Promise<void> {
  const ids: number[] = [];
  for (let number = 1; number <= requests; number++) ids.push(await abandon(stage, number));
  // At once and last: every call by HIS rescues, so an earlier one would be gone by the next insert.
  for (const id of ids) await stage.letTimePass(id);
  const exits = await Promise.all(Array.from({ length: rescuers }, () => stage.run("rescue")));
  const rescued = exits.map(({ stdout }) => Number(/^rescued: (\d+)/.exec(stdout)?.[1]));
  assert.equal(
    rescued.reduce((sum, count) => sum + count, 0),
    requests,
    exits.map(({ stdout }) => stdout).join(""),
  );
  const unknown = { status: "ERROR", error_code: "OUTCOME_UNKNOWN", outcomes: ["UNKNOWN"], responses: 1 };
  for (const id of ids) assert.deepEqual(withoutMsgid(await stage.books(id)), unknown);
}

async function abandon(stage: Stage, number: number): Promise<number> {
  const id = await stage.insert("C", "sync", number);
  const hold = stage.hold("sp_medical_insurance_claim", "after");
  const running = stage.start(id);
  await hold.reached;
  await running.kill();
  hold.release("lost");
  return id;
}

/** The lease ends while the insurer answers, and rescue and finish come at the same time: the reply stands, whoever is first. */
export async function raceAtTheEdge(stage: Stage): Promise<void> {
  const id = await stage.insert("C");
  const hold = stage.insurer.hold("request-read", inputOf("C", 1).infno);
  const running = stage.start(id);
  await hold.reached;
  await stage.letTimePass(id);
  hold.release();
  const [exit] = await Promise.all([running.ended, stage.rescue(), stage.run("rescue"), stage.run("replay", id)]);
  assert.equal(exit.code, 0);
  const { responses, ...books } = withoutMsgid(await stage.books(id));
  assert.deepEqual(books, { status: "COMPLETED", error_code: null, outcomes: ["REPLIED"] });
  assert.ok(responses <= 2, "the reply, and what rescue wrote before it");
  assert.equal(stage.insurer.sendingsOf("2207").length, 1);
}

function withoutMsgid({ msgid, ...books }: Books): Omit<Books, "msgid"> {
  assert.match(msgid ?? "", /^H12345678901\d{18}$/);
  return books;
}
