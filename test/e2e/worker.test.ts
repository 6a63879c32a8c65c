import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { lookUp, settlement, takeBack } from "../rig/inputs.ts";
import type { Running } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { skipWithoutSignals } from "../rig/system.ts";
import { readLog } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";
import { sufferOutage } from "./outage.ts";

const one = { retry: { max_attempts: 1 } };

async function untilLogged(rig: Rig, event: string): Promise<void> {
  while (!readLog(rig.folder).some(({ message }) => message === event)) await pause(20);
}

suite("a worker", { concurrency: 2 }, () => {
  test("that watches takes what comes, and ends with 0 when it is told to stop", {
    skip: skipWithoutSignals,
  }, async (t) => {
    const rig = await rigFor(t);
    const worker = rig.start("drain", "--watch");
    const first = rig.insert("2207", settlement(1), "queue");
    await rig.waitUntilFinal(first);
    const second = rig.insert("1101", lookUp, "queue");
    await rig.waitUntilFinal(second);
    worker.child.kill("SIGTERM");
    const { code, stdout, stderr } = await worker.ended;
    assert.deepEqual([code, stdout, stderr], [0, "drained: 2 finished (2 SUCCESS), 0 not stored\n", ""]);
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    test(`that is told to stop by ${signal} finishes what it has in hand, and takes nothing more`, {
      skip: skipWithoutSignals,
    }, async (t) => {
      const rig = await rigFor(t);
      const hold = rig.insurer.hold("request-read", "2207");
      const inHand = rig.insert("2207", settlement(1), "queue");
      const worker = rig.start("drain", "--watch", "--concurrency", 1);
      await hold.reached;
      worker.child.kill(signal);
      await untilLogged(rig, "told to stop");
      const later = rig.insert("2207", settlement(2), "queue");
      hold.release();
      const { code, stdout } = await worker.ended;
      assert.deepEqual([code, stdout], [0, "drained: 1 finished (1 SUCCESS), 0 not stored\n"]);
      assert.deepEqual([rig.request(inHand).status, rig.request(later).status], ["COMPLETED", "PENDING"]);
    });
  }

  const idle: readonly (readonly [title: string, until: (rig: Rig, start: () => Running) => Promise<Running>])[] = [
    [
      "an empty queue",
      async (rig, start) => {
        const watch = rig.sql.faults.hold("sp_medical_insurance_watch", "before");
        const worker = start();
        await watch.reached;
        return worker;
      },
    ],
    [
      "a database that is away",
      async (rig, start) => {
        await rig.sql.goAway();
        const worker = start();
        await untilLogged(rig, "the database is tried again");
        return worker;
      },
    ],
    [
      "a database that is silent",
      async (rig, start) => {
        const connect = rig.sql.faults.hold("connect", "before");
        const worker = start();
        await connect.reached;
        return worker;
      },
    ],
  ];
  for (const [title, until] of idle) {
    test(`with nothing in hand stops at once, before ${title}`, { skip: skipWithoutSignals }, async (t) => {
      const rig = await rigFor(t);
      const worker = await until(rig, () => rig.start("drain", "--watch", "--concurrency", 2));
      const toldMs = performance.now();
      worker.child.kill("SIGTERM");
      const { code, stdout } = await worker.ended;
      assert.deepEqual([code, stdout], [0, "drained: 0 finished, 0 not stored\n"]);
      assert.ok(performance.now() - toldMs < 2500, `after ${Math.round(performance.now() - toldMs)} ms`);
    });
  }

  test("that watches outlives an outage of the database", { skip: skipWithoutSignals }, async (t) => {
    const rig = await rigFor(t);
    const worker = rig.start("drain", "--watch", "--concurrency", 1);
    await rig.waitUntilFinal(rig.insert("2207", settlement(1), "queue"));
    await rig.sql.goAway();
    await rig.sql.comeBack();
    await rig.waitUntilFinal(rig.insert("2207", settlement(2), "queue"));
    worker.child.kill("SIGTERM");
    assert.equal((await worker.ended).code, 0);
  });

  test("sends several requests at the same time, over one session each", async (t) => {
    const rig = await rigFor(t);
    const holds = [1, 2, 3].map(() => rig.insurer.hold("request-read", "2207"));
    for (const number of [1, 2, 3]) rig.insert("2207", settlement(number), "queue");
    const worker = rig.start("drain", "--concurrency", 3);
    await Promise.all(holds.map(({ reached }) => reached));
    for (const { release } of holds) release();
    assert.equal((await worker.ended).stdout, "drained: 3 finished (3 SUCCESS), 0 not stored\n");
    assert.equal(rig.sql.logins, 3);
  });

  test("sends the requests for one visit one after another, and others meanwhile", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("2205", answers.envelope({ infcode: 0, err_msg: "", output: "{}" }));
    const hold = rig.insurer.hold("request-read", "2205");
    rig.insert("2205", takeBack, "queue");
    const sameVisit = rig.insert("2207", settlement(1), "queue");
    const otherVisit = rig.insert("2207", settlement(2), "queue");
    const worker = rig.start("drain");
    await hold.reached;
    await rig.waitUntilFinal(otherVisit);
    assert.equal(rig.request(sameVisit).status, "PENDING");
    hold.release();
    assert.equal((await worker.ended).stdout, "drained: 3 finished (3 SUCCESS), 0 not stored\n");
  });

  test("keeps its session for all its requests", async (t) => {
    const rig = await rigFor(t);
    for (let number = 0; number < 10; number++) rig.insert("2207", settlement(number), "queue");
    assert.equal((await rig.run("drain", "--concurrency", 1)).code, 0);
    assert.equal(rig.sql.logins, 1);
  });

  test("counts how its requests ended; its exit code is that of the worst", async (t) => {
    const rig = await rigFor(t, { configuration: one });
    rig.insurer.answer("2207", [answers.lost, answers.refused("重复结算"), answers.good]);
    for (const number of [1, 2, 3]) rig.insert("2207", settlement(number), "queue");
    rig.insert("1101", "[]", "queue");
    const { code, stdout } = await rig.run("drain", "--concurrency", 1, "--json");
    assert.equal(code, 7);
    assert.deepEqual(JSON.parse(stdout), {
      finished: 4,
      results: { OUTCOME_UNKNOWN: 1, REFUSED: 1, SUCCESS: 1, INPUT_INVALID: 1 },
      waiting: 0,
      not_stored: 0,
      exit_code: 7,
      message: "drained: 4 finished (1 OUTCOME_UNKNOWN, 1 REFUSED, 1 SUCCESS, 1 INPUT_INVALID), 0 not stored",
    });
  });

  test("--json is one object on failure too", async (t) => {
    const rig = await rigFor(t, { configuration: { sdk: { timeout: 1 }, run: { deadline_seconds: 10 } } });
    await rig.sql.goAway();
    const { code, stdout } = await rig.run("drain", "--json");
    assert.equal(code, 8);
    const { message, ...report } = JSON.parse(stdout);
    assert.deepEqual(report, { finished: 0, results: {}, waiting: 0, not_stored: 0, exit_code: 8 });
    assert.match(message, /^drain stopped after 0 finished, 0 not stored: the database cannot be reached/);
  });

  test("stops after three requests in a row of which nothing was sent, and leaves the rest", async (t) => {
    const rig = await rigFor(t, { configuration: one });
    await rig.insurer.refuse();
    const ids = [1, 2, 3, 4, 5].map((number) => rig.insert("2207", settlement(number), "queue"));
    const { code, stdout } = await rig.run("drain", "--concurrency", 1);
    assert.equal(code, 6);
    assert.match(
      stdout,
      /^drain stopped after 0 finished, 3 waiting for the next try, 0 not stored: nothing could be sent/,
    );
    assert.deepEqual(
      ids.map((id) => rig.attempts(id).length),
      [1, 1, 1, 0, 0],
    );
  });

  test("loses no settlement in an outage of ten minutes, and sends each once", (t) => sufferOutage(t, 50));

  for (const concurrency of ["0", "65", "1.5", "many"]) {
    test(`with --concurrency ${concurrency} is refused`, async (t) => {
      const rig = await rigFor(t);
      const { code, stdout } = await rig.run("drain", `--concurrency=${concurrency}`);
      assert.deepEqual([code, stdout], [2, `--concurrency ${concurrency} must be a whole number from 1 to 64\n`]);
      assert.equal(rig.sql.logins, 0);
    });
  }
});
