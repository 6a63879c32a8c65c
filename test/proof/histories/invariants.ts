import assert from "node:assert/strict";
import type { AttemptRow, RequestRow } from "../../standins/sqlserver/tables.ts";
import { viewRow } from "../../standins/sqlserver/views/result.ts";
import { type BureauFate, replyText } from "./bureau.ts";
import { configuration } from "./configuration.ts";
import { checkHeldCalls } from "./held-calls.ts";
import { CLASS_OF, type Process } from "./processes.ts";
import type { RecordedSending, World } from "./world.ts";

/** The core may have acted on these; the gateway's refusal is certain. */
const REACHED_THE_CORE = (fate: BureauFate | null): boolean => fate !== "gateway";

/** What must hold whenever everybody waits. */
export function checkAtRest(world: World): void {
  checkOneSendingAnAttempt(world);
  checkTokens(world);
  checkReplaysLookFirst(world);
  checkOneAct(world);
  checkVisits(world);
  checkTakings(world);
  for (const name of world.storedMsgids.keys()) checkSendings(name, world);
  for (const process of world.processes) checkEnding(process, world);
  for (const request of world.database.tables.medical_insurance_requests) checkWaiting(request, world);
}

/** What must hold when all have ended, leases are over, rescue has run and the spool was delivered. */
export function checkEnd(world: World): void {
  for (const request of world.database.tables.medical_insurance_requests) {
    checkFinal(request);
    checkTable(request, world);
  }
  checkReplies(world);
  checkHeldCalls(world);
  assertNone(world.spooled(), "the spool is empty");
}

function checkOneSendingAnAttempt({ sent }: World): void {
  const attempts = sent.map(({ attempt, restores }) => `${attempt.lease_token} ${attempt.attempt_no} ${restores}`);
  assert.equal(new Set(attempts).size, attempts.length, "an attempt row was sent twice");
}

/** A replay whose spool has an outcome of its request delivers it or sends nothing. */
function checkReplaysLookFirst({ sent, processes }: World): void {
  const replays = sent.filter(({ sending }) => processes[sending.process - 1]?.errand.verb.endsWith("replay"));
  assertNone(
    replays.flatMap(({ spooled }) => spooled),
    "a replay was sent although the spool had an outcome of its request",
  );
}

/** While a request for a business act is not settled, no other one for it leaves; a process whose clocks stood still cannot know it. */
function checkOneAct({ sent }: World): void {
  const seeing = sent.filter(({ isBlind }) => !isBlind);
  const beside = seeing.filter(({ besides }) => besides.length > 0);
  assertNone(beside, "a request was sent beside another one for the same business act");
  const contradictory = seeing.filter(({ isContradictory }) => isContradictory);
  assertNone(contradictory, "a request was sent again although its replies contradict each other");
}

/** A worker sends the requests of the queue for a visit in their order, one at a time. */
function checkVisits({ sent }: World): void {
  const early = sent.filter(({ olderOfVisit }) => olderOfVisit.length > 0);
  assertNone(early, "a worker sent a request before an older one for the same visit had ended");
}

/** Nothing is claimed in a database that was restored or has failed over until a DBA accepts it, and all is claimed afterwards. */
function checkTakings({ takings }: World): void {
  const wrong = takings.filter(({ isAccepted, isHeld }) => isAccepted === isHeld);
  assertNone(wrong, "a claim does not follow what a DBA has accepted");
}

/** A token claims once: one request, and no attempt of it after one that was finished. */
function checkTokens({ database }: World): void {
  const { medical_insurance_attempts: attempts, medical_insurance_responses: responses } = database.tables;
  const finished = new Set(responses.map(({ attempt_id }) => attempt_id));
  for (const attempt of attempts) {
    const earlier = attempts.filter(
      (each) => each.lease_token === attempt.lease_token && each.attempt_id < attempt.attempt_id,
    );
    const isFurther = earlier.every(
      ({ request_id, attempt_id }) => request_id === attempt.request_id && !finished.has(attempt_id),
    );
    assert.ok(isFurther, `attempt ${attempt.attempt_id} was claimed with a token that had been used`);
  }
}

/** It is asked after each event: deepEqual takes long, so it is there for its message only. */
function assertNone(list: readonly unknown[], message: string): void {
  if (list.length > 0) assert.deepEqual(list, [], message);
}

const LONGEST_WITHOUT_ASKING_MS = 2000;

/**
 * Each sending as class B or C after the first sending has a word of its own: a confirmed replay, or a DBA who accepted a restored database
 * since. Without a confirmed replay it has the msgid with which the request was stored. What remains: a process all of whose clocks
 * stood still cannot know it, and asks the database only after 2 s of the time that it sees.
 */
function checkSendings(name: string, { sent, processes, storedMsgids }: World): void {
  const all = sent.filter((each) => each.name === name);
  const sendings = all.filter(({ interfaceClass }) => interfaceClass !== "A");
  const isConfirmed = ({ sending }: RecordedSending): boolean =>
    processes[sending.process - 1]?.errand.verb === "confirmed-replay";
  const toCore = all.filter(({ sending }) => REACHED_THE_CORE(sending.fate));
  const unasked = toCore
    .slice(1)
    .filter((each, index) => each.acceptances === toCore[index]?.acceptances && !each.isBlind && !isConfirmed(each))
    .filter(({ interfaceClass }) => interfaceClass !== "A");
  assert.equal(unasked.length, 0, `request ${name} was sent again without a person's word`);
  for (const each of sendings) {
    // A DBA who accepts a backup from before the class was made stricter accepts the weaker class too: its replays need no word.
    const mayHaveAnother = isConfirmed(each) || (each.wasMadeStricter && each.acceptances > 0);
    if (!mayHaveAnother) assert.equal(each.sending.msgid, storedMsgids.get(name), `another msgid for ${name}`);
    assert.ok(
      each.sinceShownMs <= LONGEST_WITHOUT_ASKING_MS,
      `${name} was sent ${each.sinceShownMs} ms after the answer`,
    );
  }
}

/** A run that says it has finished has left its request final, or to somebody else. */
function checkEnding({ ending, tokens, restores }: Process, { database, replaced }: World): void {
  if (ending?.reason !== "finished" || restores < replaced.length) return;
  const row = database.tables.medical_insurance_requests.find((each) => each.request_id === ending.request.requestId);
  const holdsIt = row?.status === "PROCESSING" && tokens.includes(row.lease_token ?? "");
  assert.ok(!holdsIt, `request ${row?.request_id} is still in work though its process has finished`);
}

function checkFinal(row: RequestRow): void {
  const isFinal = row.status === "COMPLETED" || row.status === "ERROR";
  assert.ok(isFinal, `request ${row.request_id} is ${row.status} after rescue and workers`);
}

const SHORTEST_PAUSE_MS = 10_000;

/** A request that goes back to the queue was never sent, is nobody's, has no response yet, and is left alone until its time. */
function checkWaiting(row: RequestRow, { database }: World): void {
  const { request_id, interface_code, asked_mode, create_time } = row;
  // Rescue brings a query back, also one that a stricter schema makes more than that before its first byte.
  if (CLASS_OF[interface_code] === "A") return;
  const attempts = database.tables.medical_insurance_attempts.filter((each) => each.request_id === request_id);
  for (const [index, attempt] of attempts.entries()) {
    const before = attempts[index - 1];
    const isOfAWorker = attempt.requested_by === "proof drain" && attempt.lease_token !== before?.lease_token;
    if (before === undefined || !isOfAWorker) continue;
    assert.equal(
      before.outcome,
      "NOT_SENT",
      `request ${request_id} was taken from the queue after it may have been sent`,
    );
    const pauseMs = attempt.opened_at.getTime() - (before.closed_at?.getTime() ?? Number.NaN);
    assert.ok(pauseMs >= SHORTEST_PAUSE_MS, `request ${request_id} was taken again after ${pauseMs} ms`);
  }
  if (row.status !== "PENDING" || attempts.length === 0) return;
  const outcomes = new Set(attempts.map(({ outcome }) => outcome));
  assert.deepEqual([...outcomes, asked_mode, row.lease_token], ["NOT_SENT", "queue", null]);
  const waitsMs = (row.due_at?.getTime() ?? Number.NaN) - create_time.getTime();
  assert.ok(waitsMs < configuration.giveUpSeconds * 1000, `request ${request_id} is tried again after ${waitsMs} ms`);
  const latestId = attempts.at(-1)?.attempt_id;
  const responses = database.tables.medical_insurance_responses.filter(({ attempt_id }) => attempt_id === latestId);
  assertNone(responses, `request ${request_id} waits and has a response`);
}

const HELD_BACK = "none ERROR NOT_SENT SYSTEM_ERROR";
const unknownAfterRestore = ["none ERROR OUTCOME_UNKNOWN SYSTEM_ERROR"];
const NOT_SENT_CODES = ["NOT_SENT", "GATEWAY_REFUSED", "DEADLINE", "INPUT_INVALID"];

/** The table of states: what the view shows follows from the latest attempt. */
function checkTable(row: RequestRow, { database }: World): void {
  const attempts = database.tables.medical_insurance_attempts.filter((each) => each.request_id === row.request_id);
  const latest = attempts.at(-1);
  const shown = viewRow(database, row);
  const facts = `${latest?.outcome ?? "none"} ${row.status} ${row.error_code} ${shown.result_status}`;
  assert.ok(
    allowed(row, latest).includes(facts),
    `request ${row.request_id} of class ${row.interface_class}: ${facts}`,
  );
}

function allowed(row: RequestRow, latest: AttemptRow | undefined): readonly string[] {
  const { interface_class, mode, resolution } = row;
  const waitsAgain = interface_class === "A" && mode === "queue" ? [`${latest?.outcome} PENDING null PROCESSING`] : [];
  const triesAgain = mode === "queue" ? ["NOT_SENT PENDING null PROCESSING"] : [];
  // A person's word stands against a late report that nothing was sent.
  const resolved = resolution === null ? [] : [`${latest?.outcome} ERROR OUTCOME_UNKNOWN SYSTEM_ERROR`];
  // It was blocked when it was stored; or while it waited for its next try, after an attempt of which nothing was sent.
  const blocked = row.blocked_by === null ? [] : [`${latest?.outcome ?? "none"} ERROR BLOCKED SYSTEM_ERROR`];
  if (blocked.length > 0 && latest === undefined) return blocked;
  const waits = "none PENDING null PROCESSING";
  // A database that was restored cannot know that nothing was sent.
  const never =
    mode === "queue" ? [waits] : ["none ERROR LAUNCH_FAILED SYSTEM_ERROR", HELD_BACK, waits, ...unknownAfterRestore];
  switch (latest?.outcome) {
    case undefined:
      return never;
    case "REPLIED":
      return ["null SUCCESS", "REFUSED BUSINESS_ERROR", "REFUSED_WITH_ZERO BUSINESS_ERROR"]
        .map((end) => `REPLIED COMPLETED ${end}`)
        .concat(resolved);
    case "NOT_SENT":
      return [
        ...NOT_SENT_CODES.map((code) => `NOT_SENT ERROR ${code} SYSTEM_ERROR`),
        ...resolved,
        ...triesAgain,
        ...blocked,
      ];
    case "UNKNOWN":
      if (interface_class !== "A") return ["UNKNOWN ERROR OUTCOME_UNKNOWN SYSTEM_ERROR"];
      return ["ABANDONED", "REPLY_LOST", "REPLY_UNREADABLE"]
        .map((code) => `UNKNOWN ERROR ${code} SYSTEM_ERROR`)
        .concat(waitsAgain);
    case "SENDING":
      return [];
  }
}

/**
 * A reply that a process was given is in the database, unless the process was killed with it in hand. What the database of before said
 * it has may have been lost with that; what it never said comes to the database of now, or is rejected because that does not know its
 * attempt.
 */
function checkReplies({ received, sent, processes, database, replaced, rejected, told }: World): void {
  const { medical_insurance_attempts: attempts, medical_insurance_responses: responses } = database.tables;
  const kept = new Set(responses.map(({ response_data }) => response_data));
  const refused = rejected().map((text): Rejected => JSON.parse(text));
  // A backup of after a rejection would know the attempt again.
  if (replaced.length <= 1) {
    const known = refused.filter((each) =>
      attempts.some((row) => row.attempt_id === each.attemptId && row.lease_token === each.leaseToken),
    );
    assertNone(known, "a reply is rejected though the database knows its attempt");
  }
  const lost = new Set([...told, ...refused.map(({ responseData }) => responseData)]);
  for (const sending of received) {
    const text = replyText(sending.number, sending.fate ?? "good");
    if (kept.has(text) || (replaced.length > 0 && lost.has(text))) continue;
    assert.equal(processes[sending.process - 1]?.state, "killed", `reply ${sending.number} is nowhere`);
    const attempt = sent.find((each) => each.sending === sending)?.attempt;
    if (replaced.length === 0)
      assert.equal(attempt?.outcome, "UNKNOWN", `reply ${sending.number} died with its process`);
  }
}

/** Of a file in the spool. */
interface Rejected {
  readonly attemptId: number;
  readonly leaseToken: string;
  readonly responseData: string;
}
