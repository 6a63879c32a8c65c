import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { runInProcess } from "../rig/in-process.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { normalise } from "./agreement.ts";

const output = answers.envelope({ infcode: 0, err_msg: "", output: "{}" });

interface End {
  readonly outcome: "NOT_SENT" | "UNKNOWN" | "REPLIED";
  readonly status: "ERROR" | "COMPLETED";
  readonly errorCode: string | null;
}

const notSent: End = { outcome: "NOT_SENT", status: "ERROR", errorCode: "NOT_SENT" };
const unknown: End = { outcome: "UNKNOWN", status: "ERROR", errorCode: "OUTCOME_UNKNOWN" };
const success: End = { outcome: "REPLIED", status: "COMPLETED", errorCode: null };

/** A request with one attempt, as a run leaves them. */
function ended(rig: Rig, infno: string, input: object, { outcome, status, errorCode }: End): number {
  const id = rig.insert(infno, input);
  const { medical_insurance_attempts: attempts, next } = rig.sql.tables;
  Object.assign(rig.request(id), { status, error_code: errorCode, attempt_count: 1 });
  attempts.push({
    attempt_id: next.attempt_id++,
    request_id: id,
    attempt_no: 1,
    msgid: String(rig.request(id).msgid),
    outcome,
    lease_token: `0F8FAD5B-D9CB-469F-A165-${String(id).padStart(12, "0")}`,
    lease_owner: null,
    requested_by: "HIS",
    opened_at: new Date(),
    sent_at: null,
    closed_at: new Date(),
    http_status: null,
    cause: null,
    request_body: null,
  });
  return id;
}

const states = (rig: Rig, ...ids: readonly number[]): readonly (string | null)[] =>
  ids.map((id) => [rig.request(id).status, rig.request(id).error_code].filter((text) => text !== null).join(" "));

suite("processor replay of several requests", { concurrency: 2 }, () => {
  test("says before what happens to each, sends in HIS's order what needs no person, and says after how many ended in which state", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", output);
    rig.insurer.answer("1101", answers.refused("参保人不存在"));
    const free = ended(rig, "2207", settlement(1), notSent);
    const lost = ended(rig, "2207", settlement(2), unknown);
    const done = ended(rig, "2207", settlement(3), success);
    const earlier = ended(rig, "2207", settlement(4), notSent);
    const later = ended(rig, "2207", settlement(4), notSent);
    const query = ended(rig, "1101", lookUp, unknown);
    const { code, stdout, stderr } = await rig.run("replay", query, 9, later, earlier, done, lost, free, free);
    assert.deepEqual([code, stderr], [5, ""]);
    assert.deepEqual(normalise(stdout).split("\n"), [
      "7 requests (2207 class C: 5, 1101 class A: 1, unknown: 1): 3 to be sent, one after another; 4 not",
      "request  code  class  state                  what happens",
      "1        2207  C      ERROR NOT_SENT         is sent again",
      "2        2207  C      ERROR OUTCOME_UNKNOWN  not sent, the insurer has replied to it or may have acted on it: check it, then processor replay 2 --confirm 2",
      "3        2207  C      COMPLETED              not sent, it is done: processor show 3",
      "4        2207  C      ERROR NOT_SENT         not sent, request 5 is for the same business act: processor show 5",
      "5        2207  C      ERROR NOT_SENT         is sent again",
      "6        1101  A      ERROR OUTCOME_UNKNOWN  is sent again",
      "9                                            not sent, there is no such request: processor list",
      "request 1: COMPLETED SUCCESS infcode=0 msgid=MSGID attempts=1 N ms: the insurer replied with success",
      "request 5: COMPLETED SUCCESS infcode=0 msgid=MSGID attempts=1 N ms: the insurer replied with success",
      "request 6: COMPLETED BUSINESS_ERROR REFUSED infcode=-1 msgid=MSGID attempts=1 N ms: the insurer refused with infcode -1; its reason is in err_msg",
      "replayed: 3 finished (2 SUCCESS, 1 REFUSED), 0 not stored",
      "",
    ]);
    assert.equal(rig.insurer.requests.length, 3);
    assert.deepEqual(states(rig, lost, earlier), ["ERROR OUTCOME_UNKNOWN", "ERROR NOT_SENT"]);
    assert.ok(rig.attempts(free)[1]?.requested_by?.endsWith(" replay"));
  });

  test("--error and the filters of list choose, the newest up to --limit; --json has drain's words and each request", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", output);
    const ids = [1, 2, 3].map((number) => ended(rig, "2207", settlement(number), notSent));
    ended(rig, "1101", lookUp, notSent);
    const words = ["--error", "not_sent", "--interface", "2207", "--since", "2h", "--limit", 2, "--json"];
    const { code, stdout } = await rig.run("replay", ...words);
    assert.match(stdout, /^\{[\x20-\x7e]+\}\n$/);
    const { requests, ...counts } = JSON.parse(stdout);
    assert.deepEqual(
      [code, counts],
      [
        0,
        {
          exit_code: 0,
          message: "replayed: 2 finished (2 SUCCESS), 0 not stored",
          finished: 2,
          results: { SUCCESS: 2 },
          waiting: 0,
          not_stored: 0,
          not_claimed: 0,
          left: 0,
        },
      ],
    );
    const [{ result, ...planned }] = requests;
    assert.deepEqual(planned, {
      request_id: ids[1],
      interface_code: "2207",
      interface_class: "C",
      status: "ERROR",
      error_code: "NOT_SENT",
      plan: "send",
      next_command: "processor show 2",
    });
    assert.deepEqual([result.request_id, result.result_status, result.exit_code], [2, "SUCCESS", 0]);
    assert.deepEqual(states(rig, ...ids), ["ERROR NOT_SENT", "COMPLETED", "COMPLETED"]);
    const none = ["--error", "NOT_SENT", "--interface", "2207", "--until", "2020-01-01"];
    const again = await runInProcess(rig, {}, "replay", ...none);
    assert.deepEqual([again.code, again.stdout], [0, "no request fits; next: processor list --error NOT_SENT\n"]);
  });

  test("after three in a row that could not be sent it stops, and says how many are left", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    await rig.insurer.refuse();
    for (const number of [1, 2, 3, 4, 5]) ended(rig, "2207", settlement(number), notSent);
    const { code, stdout } = await rig.run("replay", "--error", "NOT_SENT", "--json");
    const { message, left, results, requests } = JSON.parse(stdout);
    assert.deepEqual([code, left, results], [6, 2, { NOT_SENT: 3 }]);
    assert.equal(
      message,
      "replay stopped after 3 finished (3 NOT_SENT), 0 not stored: nothing could be sent three times in a row; 2 are left; next: processor doctor",
    );
    assert.deepEqual(
      requests.map(({ result }: { readonly result: object | null }) => result === null),
      [false, false, false, true, true],
    );
  });

  test("a failure of one does not stop the others, and what only a person may send gives exit code 3", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2207", output);
    const invalid = ended(rig, "2207", { psn_no: 1, bad: true }, { ...notSent, errorCode: "INPUT_INVALID" });
    const blocked = ended(rig, "2207", settlement(1), notSent);
    const other = ended(rig, "2207", settlement(2), notSent);
    assert.equal((await rig.run("replay", invalid, other)).code, 4);
    assert.deepEqual(states(rig, invalid, other), ["ERROR INPUT_INVALID", "COMPLETED"]);
    // An older request for the same act that is not settled: the claim refuses.
    Object.assign(rig.request(invalid), {
      request_key: rig.request(blocked).request_key,
      error_code: "OUTCOME_UNKNOWN",
    });
    const { code, stdout } = await rig.run("replay", blocked, other);
    assert.deepEqual([code, rig.request(blocked).error_code], [3, "NOT_SENT"]);
    assert.match(stdout, /\nrequest 2: \d+ ms: another request for the same business act is open/);
    assert.ok(stdout.endsWith("\nreplayed: 0 finished, 0 not stored, 1 not claimed\n"));
  });

  test("what is wrong is said before anything is done, in one shape", async (t) => {
    const rig = await rigFor(t);
    const nothing = { finished: 0, results: {}, waiting: 0, not_stored: 0, not_claimed: 0, left: 0, requests: [] };
    const refused = async (expected: number, message: RegExp, ...words: readonly (string | number)[]) => {
      const { code, stdout } = await runInProcess(rig, {}, "replay", ...words, "--json");
      const { exit_code, message: said, ...others } = JSON.parse(stdout);
      assert.deepEqual([code, exit_code, others], [expected, expected, nothing], stdout);
      assert.match(said, message);
    };
    await refused(2, /^--confirm is for one request: /, 1, 2, "--confirm", 1);
    await refused(2, /^name requests, or choose them with --error/, "--since", "2h");
    await refused(2, /^write the numbers of requests or --error/, 1, 2, "--class", "C");
    await refused(2, /^3 requests are named, more than 2: repeat with --limit 3/, 1, 2, 3, "--limit", 2);
    rig.sql.faults.raise("sp_medical_insurance_show", 229, 1);
    await refused(2, /lacks the role medical_insurance_operator/, 1, 2);
    await rig.sql.goAway();
    await refused(8, /^the database cannot be reached: /, 1, 2);
    assert.equal((await rig.run("replay", 1, 2, "--json")).code, 8);
    assert.equal((await runInProcess(rig, {}, "replay")).stderr, "error: missing required argument 'request_id'\n");
    const { stdout } = await runInProcess(rig, {}, "replay", "--help");
    assert.match(
      stdout,
      /^Examples:\n.*\n.*\n {2}processor replay 12 15 18\n {2}processor replay --error NOT_SENT --since 2h\n/,
    );
    assert.equal(rig.insurer.requests.length, 0);
  });
});
