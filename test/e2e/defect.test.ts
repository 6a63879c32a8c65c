import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inputOfClass } from "../rig/inputs.ts";
import { type ProcessorCommand, sourceProcessor } from "../rig/processor.ts";
import { rigFor } from "../rig/rig.ts";
import { readLog } from "../rig/traces.ts";
import { assertEnded, type Expected } from "./agreement.ts";

/** The processor's source with a module loaded before it that spoils one function of Node's. */
function spoiled(module: string): ProcessorCommand {
  const { command, args } = sourceProcessor;
  return { command, args: ["--import", `data:text/javascript,${encodeURIComponent(module)}`, ...args] };
}

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

/**
 * The second connection is the insurer's: while it is made, the machine seems to sleep until 25.1 seconds after the start,
 * just after sending has ended. However slow the start was, the time to store the end is left.
 */
const asleepWhileConnecting = `
  import { Socket } from "node:net";
  const { connect } = Socket.prototype;
  const { now } = Date;
  let connections = 0;
  Socket.prototype.connect = function (...args) {
    connections += 1;
    if (connections === 2) {
      const asleepMs = performance.timeOrigin + 25_100 - now();
      Date.now = () => now() + asleepMs;
    }
    return connect.apply(this, args);
  };`;

/** So slow a start that every deadline is over when the program is loaded. */
const startedLate = `
  const { now } = performance;
  performance.now = () => now.call(performance) + 3_600_000;`;

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
  [
    "B",
    "after",
    whenTheReplyIsRead,
    { ...unknown, next_action: "结果未知，请勿重复办理。请用 5204 查询，核实是否已办理。核实后请登记结果" },
  ],
  [
    "C",
    "after",
    whenTheReplyIsRead,
    {
      ...unknown,
      next_action:
        "结果未知，请勿重复办理。请用 5203 查询，核实是否已办理；如已办理且需撤销，用 2601 冲正（omsgid=MSGID，oinfno=2207）。核实后请登记结果",
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

  for (const form of ["line", "json"] as const) {
    test(`a machine that slept while connecting sends nothing, and says so in its ${form}`, async (t) => {
      const rig = await rigFor(t, {
        processor: spoiled(asleepWhileConnecting),
        configuration: { run: { deadline_seconds: 30 } },
      });
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
      assert.deepEqual(
        [rig.insurer.connections, rig.insurer.requests.length, rig.attempts(id)[0]?.sent_at],
        [1, 0, null],
      );
    });
  }

  test("a process that is past its deadline before it begins ends with 8, claims nothing and warns of nothing", async (t) => {
    const rig = await rigFor(t, { processor: spoiled(startedLate) });
    const { infno, input } = inputOfClass.C;
    const id = rig.insert(infno, input);
    const { code, stderr } = await rig.run(id);
    assert.deepEqual([code, stderr, rig.request(id).status], [8, "", "PENDING"]);
  });
});
