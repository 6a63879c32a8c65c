import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { type LogLine, readLog, readLogText } from "../rig/traces.ts";
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

/** The log without what differs each time. */
function linesOf(folder: string): readonly LogLine[] {
  return readLog(folder).map(({ pid, timestamp, duration_ms, ms, ...facts }) => {
    assert.ok(Number.isInteger(pid));
    assert.match(String(timestamp), /^\d{4}-\d{2}-\d{2}T/);
    assert.ok(ms === undefined || Number.isInteger(ms));
    return facts as LogLine;
  });
}

suite("what a run leaves behind beside the tables", { concurrency: 2 }, () => {
  test("the log has one line each for claimed, sent, answered, finished and exit, with what is known", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 0);
    const [claimed, sent, answered, finished, exit, ...others] = linesOf(rig.folder);
    assert.deepEqual(others, []);
    assert.deepEqual(claimed, {
      level: "info",
      message: "claimed",
      request_id: id,
      infno: "2207",
      class: "C",
      msgid: rig.request(id).msgid,
      attempt_no: 1,
      input_characters: rig.request(id).input_data.length,
    });
    const body = Buffer.byteLength(String(rig.attempts(id)[0]?.request_body));
    assert.deepEqual(sent, { level: "info", message: "sent", request_id: id, attempt: 1, bytes: body });
    const reply = String(rig.responses(id)[0]?.response_data);
    assert.deepEqual(answered, {
      level: "info",
      message: "answered",
      request_id: id,
      attempt: 1,
      bytes: Buffer.byteLength(reply),
      http_status: 200,
      infcode: "0",
      cause: null,
    });
    assert.deepEqual(finished, {
      level: "info",
      message: "finished",
      request_id: id,
      status: "COMPLETED",
      error_code: null,
      stored: "stored",
      attempts: 1,
      http_status: 200,
      reply_characters: reply.length,
      outcome: "success",
      cause: null,
    });
    assert.deepEqual(exit, { level: "info", message: "exit", request_id: id, exit_code: 0 });
  });

  test("a refusal is a warning and an unknown outcome an error, each with its cause", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2207", [answers.refused("张三暂停参保"), answers.lost]);
    const told = ({ level, message, cause }: LogLine): string => `${level} ${message}: ${cause}`;
    const refused = rig.insert("2207", settlement(1));
    assert.equal((await rig.run(refused)).code, 5);
    const refusal = "the insurer refused with infcode -1; its reason is in err_msg";
    assert.deepEqual(linesOf(rig.folder).slice(2, 4).map(told), [
      `warn answered: ${refusal}`,
      `warn finished: ${refusal}`,
    ]);
    assert.equal((await rig.run(rig.insert("2207", settlement(2)))).code, 7);
    const loss = "the request was sent and its reply is lost: CAUSE";
    const lost = linesOf(rig.folder)
      .slice(7, 9)
      .map((line) => told(line).replace(/read ECONNRESET|socket hang up/, "CAUSE"));
    assert.deepEqual(lost, [`error answered: ${loss}`, `error finished: ${loss}`]);
  });

  test("with level DEBUG the log has each call to the database and what was prepared", async (t) => {
    const rig = await rigFor(t, { configuration: { logging: { level: "DEBUG" } } });
    assert.equal((await rig.run(rig.insert("2207", settlement()))).code, 0);
    const calls = linesOf(rig.folder).filter(({ message }) => message === "database call");
    assert.deepEqual(
      calls.map(({ procedure, tries, result }) => [procedure, tries, result]),
      [
        ["sp_medical_insurance_claim", 1, "done"],
        ["sp_medical_insurance_finish", 1, "done"],
      ],
    );
    const prepared = linesOf(rig.folder).find(({ message }) => message === "prepared");
    assert.deepEqual([prepared?.class, prepared?.nodes, prepared?.warnings], ["C", "data", 0]);
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
