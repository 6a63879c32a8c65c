import assert from "node:assert/strict";
import { viewRow } from "../../standins/sqlserver/result-view.ts";
import type { AttemptRow, RequestRow } from "../../standins/sqlserver/tables.ts";
import { type BureauFate, replyText } from "./bureau.ts";
import type { Process } from "./processes.ts";
import type { World } from "./world.ts";

/** The core may have acted on these; the gateway's refusal is certain. */
const REACHED_THE_CORE = (fate: BureauFate | null): boolean => fate !== "gateway";

/** What must hold whenever everybody waits. */
export function checkAtRest(world: World): void {
  checkOneSendingAnAttempt(world);
  checkReplaysLookFirst(world);
  checkOneAct(world);
  for (const request of world.database.tables.medical_insurance_requests) checkSendings(request, world);
  for (const process of world.processes) checkEnding(process, world);
}

/** What must hold when all have ended, leases are over, rescue has run and the spool was delivered. */
export function checkEnd(world: World): void {
  for (const request of world.database.tables.medical_insurance_requests) {
    checkFinal(request);
    checkTable(request, world);
  }
  checkReplies(world);
  assert.deepEqual(world.spooled(), [], "the spool is empty");
}

function checkOneSendingAnAttempt({ sent }: World): void {
  const attempts = sent.map(({ attemptId }) => attemptId);
  assert.equal(new Set(attempts).size, attempts.length, "an attempt row was sent twice");
}

/** A replay whose spool has an outcome of its request delivers it or sends nothing. */
function checkReplaysLookFirst({ sent, processes }: World): void {
  const replays = sent.filter(({ sending }) => processes[sending.process - 1]?.errand.verb.endsWith("replay"));
  assert.deepEqual(
    replays.flatMap(({ spooled }) => spooled),
    [],
    "a replay was sent although the spool had an outcome of its request",
  );
}

/** While a request for a business act is not settled, no other one for it leaves. */
function checkOneAct({ sent }: World): void {
  const beside = sent.filter(({ besides }) => besides.length > 0);
  assert.deepEqual(beside, [], "a request was sent beside another one for the same business act");
  const contradictory = sent.filter(({ isContradictory }) => isContradictory);
  assert.deepEqual(contradictory, [], "a request was sent again although its replies contradict each other");
}

/** Each sending after the first has a word of its own. */
function checkSendings(request: RequestRow, { sent, processes }: World): void {
  if (request.interface_class === "A") return;
  const sendings = sent.filter((each) => each.requestId === request.request_id);
  const toCore = sendings.filter(({ sending }) => REACHED_THE_CORE(sending.fate));
  const unasked = toCore.slice(1).filter(({ sending }) => {
    const process = processes[sending.process - 1];
    return process?.errand.verb !== "confirmed-replay";
  });
  assert.equal(unasked.length, 0, `request ${request.request_id} was sent again without a person's word`);
}

/** A run that says it has finished has left its request final, or to somebody else. */
function checkEnding({ ending, tokens }: Process, { database }: World): void {
  if (ending?.reason !== "finished") return;
  const row = database.tables.medical_insurance_requests.find((each) => each.request_id === ending.request.requestId);
  const holdsIt = row?.status === "PROCESSING" && tokens.includes(row.lease_token ?? "");
  assert.ok(!holdsIt, `request ${row?.request_id} is still in work though its process has finished`);
}

function checkFinal(row: RequestRow): void {
  const isFinal = row.status === "COMPLETED" || row.status === "ERROR";
  const waitsForWorker = row.status === "PENDING" && row.mode === "queue";
  assert.ok(isFinal || waitsForWorker, `request ${row.request_id} is ${row.status} after rescue`);
}

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
  // A person's word stands against a late report that nothing was sent.
  const resolved = resolution === null ? [] : [`${latest?.outcome} ERROR OUTCOME_UNKNOWN SYSTEM_ERROR`];
  if (latest === undefined && row.blocked_by !== null) return ["none ERROR BLOCKED SYSTEM_ERROR"];
  const never = mode === "queue" ? ["none PENDING null PROCESSING"] : ["none ERROR LAUNCH_FAILED SYSTEM_ERROR"];
  switch (latest?.outcome) {
    case undefined:
      return never;
    case "REPLIED":
      return ["null SUCCESS", "REFUSED BUSINESS_ERROR", "REFUSED_WITH_ZERO BUSINESS_ERROR"]
        .map((end) => `REPLIED COMPLETED ${end}`)
        .concat(resolved);
    case "NOT_SENT":
      return [...NOT_SENT_CODES.map((code) => `NOT_SENT ERROR ${code} SYSTEM_ERROR`), ...resolved, ...waitsAgain];
    case "UNKNOWN":
      if (interface_class !== "A") return ["UNKNOWN ERROR OUTCOME_UNKNOWN SYSTEM_ERROR"];
      return ["ABANDONED", "REPLY_LOST", "REPLY_UNREADABLE"]
        .map((code) => `UNKNOWN ERROR ${code} SYSTEM_ERROR`)
        .concat(waitsAgain);
    case "SENDING":
      return [];
  }
}

/** A reply that a process was given is in the database, unless the process was killed with it in hand. */
function checkReplies({ received, sent, processes, database }: World): void {
  const { medical_insurance_responses: responses, medical_insurance_attempts: attempts } = database.tables;
  for (const sending of received) {
    const text = replyText(sending.number, sending.fate ?? "good");
    if (responses.some((row) => row.response_data === text)) continue;
    const attemptId = sent.find((each) => each.sending === sending)?.attemptId;
    const outcome = attempts.find((each) => each.attempt_id === attemptId)?.outcome;
    assert.equal(processes[sending.process - 1]?.state, "killed", `reply ${sending.number} is nowhere`);
    assert.equal(outcome, "UNKNOWN", `reply ${sending.number} died with its process`);
  }
}
