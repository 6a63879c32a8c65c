import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inputOfClass, nextActionOfClass } from "../rig/inputs.ts";
import { type ProcessorCommand, sourceProcessor } from "../rig/processor.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import { assertEnded, type Expected, success } from "./agreement.ts";

/** The processor's source with a module loaded before it that spoils one function of Node's. */
function spoiled(module: string): ProcessorCommand {
  const { command, args } = sourceProcessor;
  return { command, args: ["--import", `data:text/javascript,${encodeURIComponent(module)}`, ...args] };
}

/** With a deadline of 30 seconds sending ends at 25. However slow the start was, the time to store the end is left. */
const SENDING_IS_OVER_MS = 25_100;

const whenTheEnvelopeIsMade = `
  const { stringify } = JSON;
  JSON.stringify = (value, ...rest) => {
    if (value?.inf_time) throw new TypeError("an invented defect");
    return stringify(value, ...rest);
  };`;

const whenTheReplyIsRead = `
  const { trim } = String.prototype;
  String.prototype.trim = function () {
    if (this.startsWith('{"infcode"')) throw new TypeError("an invented defect");
    return trim.call(this);
  };`;

/** The machine seems to sleep when the process does this; the wall clock, and nothing else, shows how long. */
const sleepsUntil = (ms: number): string => `
  const { now } = Date;
  const sleep = () => {
    const asleepMs = Math.max(0, Math.ceil(performance.timeOrigin + ${ms} - now()));
    Date.now = () => now() + asleepMs;
  };`;

/** An attempt's own connection is the third: the first two are those to both sides at the start. */
const asleepWhileConnecting = `${sleepsUntil(SENDING_IS_OVER_MS)}
  import { Socket } from "node:net";
  const { connect } = Socket.prototype;
  let connections = 0;
  Socket.prototype.connect = function (...args) {
    connections += 1;
    if (connections === 3) sleep();
    return connect.apply(this, args);
  };`;

/** The input is read after the claim and before the attempt takes a connection. */
const asleepWhileReadingInput = (untilMs: number): string => `${sleepsUntil(untilMs)}
  const { parse } = JSON;
  JSON.parse = (text, ...rest) => {
    if (String(text).includes("psn_no")) sleep();
    return parse(text, ...rest);
  };`;

const asleepWhileMakingTheEnvelope = `${sleepsUntil(SENDING_IS_OVER_MS)}
  const { stringify } = JSON;
  JSON.stringify = (value, ...rest) => {
    if (value?.inf_time) sleep();
    return stringify(value, ...rest);
  };`;

/** So slow a start that every deadline is over when the program is loaded. */
const startedLate = `
  const { uptime } = process;
  process.uptime = () => uptime() + 3_600;`;

const internal: Expected = {
  exit: 1,
  status: "ERROR",
  error_code: "INTERNAL",
  result_status: "SYSTEM_ERROR",
  infcode: null,
  attempts: ["NOT_SENT"],
  http_status: null,
  message: "a defect of this program, before the request was sent; the stack is in the log",
  err_msg: "程序内部错误，请把请求编号告诉管理员，由管理员查看日志",
  error: { faults: [] },
  next_action: null,
};

const afterTheFirstByte: Expected = {
  ...internal,
  attempts: ["UNKNOWN"],
  message: "a defect of this program, after the request was sent; the stack is in the log",
};

const unknown: Expected = {
  ...afterTheFirstByte,
  error_code: "OUTCOME_UNKNOWN",
  err_msg: "请求已发送，但结果未知，医保端可能已办理。请勿重复办理，请按 next_action 核实。原因：程序内部错误",
};

const cases = [
  ["A", "before", whenTheEnvelopeIsMade, internal],
  ["C", "before", whenTheEnvelopeIsMade, internal],
  ["A", "after", whenTheReplyIsRead, afterTheFirstByte],
  ["B", "after", whenTheReplyIsRead, { ...unknown, next_action: nextActionOfClass.B }],
  [
    "C",
    "after",
    whenTheReplyIsRead,
    {
      ...unknown,
      next_action: nextActionOfClass.C,
    },
  ],
] as const;

suite("what should never happen", { concurrency: 2 }, () => {
  for (const [interfaceClass, when, module, expected] of cases) {
    test(`a defect ${when} the first byte of class ${interfaceClass} ends ${expected.error_code}, at once, with exit 1`, async (t) => {
      const rig = await rigFor(t, { processor: spoiled(module) });
      const { infno, input } = inputOfClass[interfaceClass];
      const id = rig.insert(infno, input);
      const form = interfaceClass === "A" ? "line" : "json";
      const exit = await rig.run(id, ...(form === "json" ? ["--json"] : []));
      await assertEnded(rig, id, exit, form, expected);
      assert.ok(exit.durationMs < 30_000, "nothing holds the process until its deadline");
      assert.equal(rig.insurer.requests.length, when === "before" ? 0 : 1);
      const [defect] = readLog(rig.folder).filter(({ message }) => message === "defect");
      assert.match(String(defect?.stack), /^TypeError\n {4}at /);
    });
  }

  for (const [when, module, connections, form] of [
    ["while connecting", asleepWhileConnecting, ["reset", "none"], "line"],
    ["while connecting", asleepWhileConnecting, ["reset", "none"], "json"],
    ["with an open connection", asleepWhileMakingTheEnvelope, ["none"], "line"],
  ] as const) {
    test(`a machine that slept ${when} until sending was over sends nothing, and says so in its ${form}`, async (t) => {
      const rig = await rigFor(t, { processor: spoiled(module), configuration: { run: { deadline_seconds: 30 } } });
      rig.insurer.connect(connections);
      const { infno, input } = inputOfClass.C;
      const id = rig.insert(infno, input);
      const exit = await rig.run(id, ...(form === "json" ? ["--json"] : []));
      await assertEnded(rig, id, exit, form, {
        ...internal,
        exit: 6,
        error_code: "DEADLINE",
        message: "the deadline passed before anything was sent",
        err_msg: "处理时限已到，请求未发送，可以重新办理",
      });
      await rig.insurer.allClosed();
      // How many connections were made depends on how busy the machine is: one that is older than 2 s is not used.
      assert.ok(rig.insurer.connections >= connections.length);
      assert.deepEqual([rig.insurer.requestBytes, rig.attempts(id)[0]?.sent_at], [0, null]);
    });
  }

  test("a machine that slept with an open connection sends over a new one", async (t) => {
    const rig = await rigFor(t, { processor: spoiled(asleepWhileReadingInput(15_000)) });
    const { infno, input } = inputOfClass.C;
    const id = rig.insert(infno, input);
    await assertEnded(rig, id, await rig.run(id), "line", success);
    assert.deepEqual(
      rig.insurer.sendingsOf(infno).map(({ connection }) => connection),
      [2],
    );
  });

  test("a defect of another verb is told with --json too", async (t) => {
    const module = `Array.prototype.toReversed = () => { throw new TypeError("an invented defect"); };`;
    const rig = await rigFor(t, { processor: spoiled(module) });
    const { code, stdout, stderr } = await rig.run("tail", "--json");
    assert.deepEqual(
      [code, JSON.parse(stdout)],
      [1, { exit_code: 1, message: "a defect of this program; the stack is on stderr" }],
    );
    assert.match(stderr, /^defect: TypeError\n {4}at Array\.toReversed /);
  });

  test("a process that is past its deadline before it begins ends with 8, claims nothing and warns of nothing", async (t) => {
    const rig = await rigFor(t, { processor: spoiled(startedLate) });
    const { infno, input } = inputOfClass.C;
    const id = rig.insert(infno, input);
    const { code, stderr } = await rig.run(id);
    assert.deepEqual([code, stderr, rig.request(id).status], [8, "", "PENDING"]);
  });
});
