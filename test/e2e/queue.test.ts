import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { Overrides } from "../rig/configuration.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";
import { assertStored, success } from "./agreement.ts";

const hasty: Overrides = { sdk: { timeout: 1 }, run: { deadline_seconds: 10 } };

suite("the verbs beside a run", { concurrency: 2 }, () => {
  test("drain takes the queue's requests in their order, and no others", async (t) => {
    const rig = await rigFor(t);
    const first = rig.insert("2207", settlement(1), "queue");
    const sync = rig.insert("2207", settlement(2), "sync");
    const second = rig.insert("1101", lookUp, "queue");
    const third = rig.insert("2207", settlement(3), "queue");
    const { code, stdout, stderr } = await rig.run("drain", "--concurrency", 1);
    assert.deepEqual([code, stdout, stderr], [0, "drained: 3 finished (3 SUCCESS), 0 not stored\n", ""]);
    for (const id of [first, second, third]) await assertStored(rig, id, success);
    assert.equal(rig.request(sync).status, "PENDING");
    assert.deepEqual(
      rig.insurer.requests.map(({ msgid }) => msgid),
      [first, second, third].map((id) => rig.request(id).msgid),
    );
  });

  test("drain --limit stops after so many", async (t) => {
    const rig = await rigFor(t);
    const ids = [1, 2, 3].map((number) => rig.insert("2207", settlement(number), "queue"));
    const { code, stdout } = await rig.run("drain", "--limit", 2);
    assert.deepEqual([code, stdout], [0, "drained: 2 finished (2 SUCCESS), 0 not stored\n"]);
    assert.deepEqual(
      ids.map((id) => rig.request(id).status),
      ["COMPLETED", "COMPLETED", "PENDING"],
    );
  });

  test("drain goes on after a refusal, a lost answer and bad input", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2207", [answers.lost, answers.refused("重复结算"), answers.good]);
    const ids = [1, 2, 3].map((number) => rig.insert("2207", settlement(number), "queue"));
    ids.push(rig.insert("1101", "[]", "queue"), rig.insert("1101", lookUp, "queue"));
    const { code, stdout } = await rig.run("drain", "--concurrency", 1);
    assert.deepEqual(
      [code, stdout],
      [7, "drained: 5 finished (1 OUTCOME_UNKNOWN, 1 REFUSED, 2 SUCCESS, 1 INPUT_INVALID), 0 not stored\n"],
    );
    assert.deepEqual(
      ids.map((id) => rig.request(id).error_code),
      ["OUTCOME_UNKNOWN", "REFUSED", null, "INPUT_INVALID", null],
    );
  });

  test("a request of the queue of which nothing was sent waits for its next try, and is then sent once", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2207", [answers.gateway("签名不一致!"), answers.good]);
    const id = rig.insert("2207", settlement(), "queue");
    await rig.run("drain");
    const { status, due_at, msgid } = rig.request(id);
    assert.equal(status, "PENDING");
    assert.ok(due_at !== null && due_at.getTime() > Date.now());
    assert.equal((await rig.view(id)).result_status, "PROCESSING");
    await rig.run("drain");
    assert.equal(rig.attempts(id).length, 1);
    rig.request(id).due_at = new Date();
    assert.equal((await rig.run("drain")).code, 0);
    assert.equal((await rig.view(id)).result_status, "SUCCESS");
    assert.equal(rig.insurer.requests.length, 2);
    assert.deepEqual(
      rig.attempts(id).map((attempt) => [attempt.outcome, attempt.msgid]),
      [
        ["NOT_SENT", msgid],
        ["REPLIED", msgid],
      ],
    );
  });

  test("with queue.give_up_after 0 it ends at once", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 }, queue: { give_up_after: 0 } } });
    rig.insurer.answer("2207", answers.gateway("签名不一致!"));
    const id = rig.insert("2207", settlement(), "queue");
    await rig.run("drain");
    assert.equal(rig.request(id).error_code, "GATEWAY_REFUSED");
  });

  test("a run by number says that its request of the queue waits again", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2207", answers.gateway("签名不一致!"));
    const id = rig.insert("2207", settlement(), "queue");
    const { code, stdout } = await rig.run(id);
    assert.equal(code, 6);
    assert.match(
      stdout,
      /^request 1: PENDING PROCESSING .* it is in the queue again, and a worker may take it in 10 s\n$/,
    );
  });

  test("two workers share a queue, and nothing is sent twice", async (t) => {
    const rig = await rigFor(t);
    const ids = Array.from({ length: 20 }, (_, index) => rig.insert("2207", settlement(index), "queue"));
    const workers = await Promise.all([rig.run("drain"), rig.run("drain")]);
    const finished = workers.map(({ stdout }) =>
      Number(/^drained: (\d+) finished .*, 0 not stored\n$/.exec(stdout)?.[1]),
    );
    assert.equal((finished[0] ?? 0) + (finished[1] ?? 0), 20);
    assert.deepEqual(
      ids.map((id) => rig.request(id).status),
      ids.map(() => "COMPLETED"),
    );
    assert.equal(new Set(rig.insurer.requests.map(({ msgid }) => msgid)).size, 20);
    assert.equal(rig.insurer.requests.length, 20);
  });

  for (const limit of ["0", "-1", "1.5", "two"]) {
    test(`drain --limit ${limit} is refused`, async (t) => {
      const rig = await rigFor(t);
      const { code, stdout } = await rig.run("drain", `--limit=${limit}`);
      assert.deepEqual([code, stdout], [2, `--limit ${limit} must be a whole number of at least 1\n`]);
      assert.equal(rig.sql.logins, 0);
    });
  }

  for (const verb of ["drain", "rescue"]) {
    test(`${verb} without a database ends with 8`, async (t) => {
      const rig = await rigFor(t, { configuration: hasty });
      await rig.sql.goAway();
      const { code, stdout } = await rig.run(verb);
      const cause = `the database cannot be reached: connect ECONNREFUSED ${rig.sql.host}:${rig.sql.port}`;
      const said = { drain: `drain stopped after 0 finished, 0 not stored: ${cause}\n`, rescue: `${cause}\n` }[verb];
      assert.deepEqual([code, stdout], [8, said]);
    });
  }

  test("start ends at once, and the run goes on without it", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const id = rig.insert("2207", settlement(), "async");
    const { code, stdout, stderr } = await rig.run("start", id);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^request 1: started as process \d+\n$/);
    await hold.reached;
    assert.equal(rig.request(id).status, "PROCESSING");
    hold.release();
    await rig.waitUntilFinal(id);
    await assertStored(rig, id, success);
  });

  test("start tells an unusable configuration, which nobody would hear from the background", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("1101", lookUp, "async");
    await rm(join(rig.folder, "config.json"));
    const { code, stdout } = await rig.run("start", id);
    assert.equal(code, 2);
    assert.match(stdout, /^configuration: .*config\.json cannot be read/);
    assert.equal(rig.request(id).status, "PENDING");
  });

  test("start refuses a wrong id", async (t) => {
    const rig = await rigFor(t);
    assert.equal((await rig.run("start", "x")).code, 2);
    assert.equal((await rig.run("start")).code, 2);
  });

  test("rescue says how many requests it ended, and leaves the living alone", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read");
    const dead = rig.insert("2207", settlement(1));
    const dying = rig.start(dead);
    await hold.reached;
    await dying.kill();
    rig.request(dead).lease_until = new Date(Date.now() - 1);
    const second = rig.insurer.hold("request-read");
    const alive = rig.insert("2207", settlement(2));
    const { ended } = rig.start(alive);
    await second.reached;
    const { code, stdout } = await rig.run("rescue");
    assert.deepEqual([code, stdout], [0, "rescued: 1\n"]);
    assert.deepEqual([rig.request(dead).error_code, rig.request(alive).status], ["OUTCOME_UNKNOWN", "PROCESSING"]);
    hold.release();
    second.release();
    assert.equal((await ended).code, 0);
  });
});
