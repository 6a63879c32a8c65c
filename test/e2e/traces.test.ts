import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog, readLogText } from "../rig/traces.ts";
import * as answers from "../standins/insurer/answers.ts";

/** What no terminal and no log may show: the person's and the hospital's own. */
const secrets = [
  "430123199001011234",
  "张三",
  "暂停参保",
  "your_secret_key",
  "H1234567890120241201001",
  "INV20241201001",
];

suite("what a run leaves behind beside the tables", { concurrency: 2 }, () => {
  test("the log has one line each for claim, finish and exit", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 0);
    const [claimed, finished, exit, ...others] = readLog(rig.folder).map(
      ({ pid, timestamp, duration_ms, ...facts }) => {
        assert.ok(Number.isInteger(pid));
        assert.match(String(timestamp), /^\d{4}-\d{2}-\d{2}T/);
        return facts;
      },
    );
    assert.deepEqual(others, []);
    assert.deepEqual(claimed, {
      level: "info",
      message: "claimed",
      request_id: id,
      infno: "2207",
      msgid: rig.request(id).msgid,
    });
    assert.deepEqual(finished, {
      level: "info",
      message: "finished",
      request_id: id,
      status: "COMPLETED",
      error_code: null,
      stored: "stored",
    });
    assert.deepEqual(exit, { level: "info", message: "exit", request_id: id, exit_code: 0 });
  });

  test("logging.level keeps lines away", async (t) => {
    const rig = await rigFor(t, { configuration: { logging: { level: "ERROR" } } });
    assert.equal((await rig.run(rig.insert("2207", settlement()))).code, 0);
    assert.deepEqual(readLog(rig.folder), []);
  });

  test("neither terminal nor log shows what stands in input, answer or configuration", async (t) => {
    const rig = await rigFor(t, { configuration: { logging: { level: "DEBUG" }, retry: { max_attempts: 1 } } });
    const inputs = [settlement(), settlement(), settlement(), { ...settlement(), 姓名: "张三" }, "430123199001011234"];
    rig.insurer.answer("2207", [answers.good, answers.refused("张三暂停参保"), answers.lost]);
    const said: string[] = [];
    for (const input of inputs) {
      const id = rig.insert("2207", input);
      for (const words of [[id], ["replay", id, "--json"]]) {
        const { stdout, stderr } = await rig.run(...words);
        said.push(stdout, stderr);
      }
    }
    const text = [readLogText(rig.folder), ...said].join("\n");
    assert.deepEqual(
      [...secrets, rig.sql.password].filter((secret) => text.includes(secret)),
      [],
    );
    assert.ok(text.includes("OUTCOME_UNKNOWN") && text.includes("REFUSED") && text.includes("INPUT_INVALID"));
  });

  test("a log that cannot be written stops nothing", async (t) => {
    const rig = await rigFor(t, { configuration: { logging: { file: "config.json/processor.log" } } });
    const id = rig.insert("2207", settlement());
    const { code, stderr } = await rig.run(id);
    assert.deepEqual([code, rig.request(id).status], [0, "COMPLETED"]);
    assert.match(
      stderr,
      /^the log folder \S+ cannot be written \(EEXIST\): .+\nthe spool folder \S+ cannot be written .+\n$/,
    );
  });

  test("a reader who has gone stops nothing", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    const { child, ended } = rig.start(id);
    child.stdout?.destroy();
    assert.deepEqual([(await ended).code, rig.request(id).status], [0, "COMPLETED"]);
  });
});
