import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { suite, test } from "node:test";
import { runInProcess } from "../rig/in-process.ts";
import { lookUp, settlement } from "../rig/inputs.ts";
import { processor, startProcess } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";

/** util-linux's script, which gives a program a terminal. */
const skipWithoutScript =
  spawnSync("script", ["-qefc", "true", "/dev/null"]).status === 0 ? false : "there is no util-linux script";

/** Nothing is a sentence of the other language, but the cause, which is kept with the attempt or in the log. */
function assertChinese(text: string): void {
  assert.match(text, /\p{Script=Han}/u);
  const withoutCause = text.replaceAll(/^ *原因.*$/gm, "");
  assert.doesNotMatch(withoutCause, /\b(?:the|is|are|it|no|not|of|and|by|was) [a-z]+\b/i);
}

const chinese = (rig: Rig, ...words: readonly (string | number)[]) => runInProcess(rig, {}, "--lang", "zh", ...words);

suite("--lang zh", { concurrency: 2 }, () => {
  test("list, show, tail, resolve and drain speak Chinese, and say what is wrong in it", async (t) => {
    const rig = await rigFor(t, {
      configuration: { retry: { max_attempts: 1 } },
      environment: { PROCESSOR_LANG: "zh" },
    });
    rig.insurer.answer("2207", answers.lost);
    const id = rig.insert("2207", settlement());
    const job = await rig.run(id);
    assert.match(job.stdout, /^request 1: ERROR SYSTEM_ERROR OUTCOME_UNKNOWN [\x20-\x7e]+\n$/);
    const list = await chinese(rig, "list");
    assert.match(list.stdout, /^请求 {2}提交时间 {13}接口 {2}类别 {2}模式 {2}状态 {19}尝试 {2}名称\n1 {5}\d{4}-/);
    assert.ok(list.stdout.endsWith("\n下一步：processor show 1\n"));
    const { stdout } = await chinese(rig, "show", id);
    assert.match(stdout, /^请求 1 {3}2207 门诊结算\n提交 {5}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d，模式 sync，类别 C\n/);
    assert.match(stdout, /\n第 1 次尝试 {2}UNKNOWN：医保端可能已办理\n {2}发送 .*，由 \S+ run 发起\n {2}原因：/);
    assert.match(stdout, /\n入参（值已隐藏，加 --reveal 显示）\n {2}就诊ID /);
    assertChinese(stdout);
    const recorded = await chinese(rig, "resolve", id, "happened");
    assert.equal(recorded.stdout, "请求 1 已登记为 happened\n下一步：processor show 1\n");
    const faulty = [
      await chinese(rig, "resolve", id, "perhaps"),
      await chinese(rig, "show", 7),
      await chinese(rig, "list", "--since", "x"),
      await chinese(rig, "tail"),
      await chinese(rig, "drain"),
      await chinese(rig, "drain", "--limit", 0),
    ];
    for (const each of faulty) assertChinese(each.stdout);
    assert.deepEqual(
      faulty.map(({ code }) => code),
      [2, 3, 2, 0, 0, 2],
    );
  });

  test("replay of several requests speaks Chinese", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", answers.refused("参保人不存在"));
    for (const input of [lookUp, { psn_no: 7 }]) {
      Object.assign(rig.request(rig.insert("1101", input)), { status: "ERROR", error_code: "REPLY_LOST" });
    }
    const { code, stdout } = await chinese(rig, "replay", 1, 2, 9);
    assert.equal(code, 5);
    assert.match(
      stdout,
      /^3 个请求（1101 A 类 2 个，不存在 1 个）：2 个将逐个发送，1 个不发送\n请求 {2}接口 {2}类别 {2}状态/,
    );
    assert.match(
      stdout,
      /\n9 +不发送，没有这个请求：processor list\n请求 1：COMPLETED BUSINESS_ERROR REFUSED .* ms：医保端拒绝，原因见 err_msg\n/,
    );
    assert.match(stdout, /\n重发完毕：结束 2 个（2 REFUSED），未保存 0 个\n$/);
    assertChinese(stdout);
    const preview = await chinese(rig, "replay", 1, "--dry-run");
    assert.match(preview.stdout, /^试运行：不认领，不发送\n.*\nmsgid：数据库换新的，/s);
    assertChinese(preview.stdout);
  });

  test("doctor and spool speak Chinese", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    rig.sql.faults.raise("sp_medical_insurance_finish", 51001, 1);
    assert.equal((await rig.run(id)).code, 8);
    const doctor = await chinese(rig, "doctor");
    assert.match(doctor.stdout, /\n警告 {4}spool +1 个应答等待补存到数据库\n +-> 立即补存\n/);
    assert.match(doctor.stdout, /\n不通过 0 项，警告 \d 项，未检查 \d 项，通过 \d+ 项；下一步：processor \S/);
    assertChinese(doctor.stdout);
    const list = await chinese(rig, "spool", "list");
    assert.match(list.stdout, /^文件 +状态 +请求 {2}尝试 {2}补存次数 {2}字节 +更改时间\n\S+ {2}等待补存 /);
    const [file = ""] = /^\d\S+/m.exec(list.stdout) ?? [];
    const show = await chinese(rig, "spool", "show", file);
    assert.match(show.stdout, /\n内容 +只在文件里，因为含有个人信息\n下一步 +会自动补存；/);
    assertChinese(show.stdout);
    const deliver = await chinese(rig, "spool", "deliver");
    assert.match(deliver.stdout, /：已补存\n已补存 1 个，未补存 0 个\n$/);
  });

  test("--json stays English and ASCII, --lang goes before PROCESSOR_LANG, and a language that is not there is refused", async (t) => {
    const rig = await rigFor(t);
    const asked = await runInProcess(rig, { PROCESSOR_LANG: "zh" }, "show", 7, "--json");
    assert.deepEqual(JSON.parse(asked.stdout), {
      exit_code: 3,
      message: "there is no request 7 in this database; next: processor list",
      request: null,
    });
    assert.match(asked.stdout, /^[\x20-\x7e]+\n$/);
    assert.equal(
      (await runInProcess(rig, { PROCESSOR_LANG: "zh" }, "--lang", "en", "list")).stdout,
      "no request fits\nnext: processor list --help\n",
    );
    assert.match(
      (await runInProcess(rig, {}, "list", "--lang", "fr")).stderr,
      /'fr' is invalid\. Allowed choices are zh, en\.\n$/,
    );
  });
});

/** Runs the processor at a terminal of its own; gives all that stands on it. */
async function atTerminal(rig: Rig, environment: Readonly<Record<string, string>>, ...words: readonly string[]) {
  const line = [processor.command, ...processor.args, "--config", join(rig.folder, "config.json"), ...words].join(" ");
  const terminal = { command: "script", args: ["-qefc", line, "/dev/null"] };
  const { code, stdout } = await startProcess(terminal, [], { cwd: "/", environment }).ended;
  return { code, text: stdout.replaceAll("\r\n", "\n") };
}

suite("at a terminal", { concurrency: 2, skip: skipWithoutScript }, () => {
  test("a Chinese system gets Chinese, and a line of progress that leaves nothing behind", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer("1101", answers.good);
    for (const input of [lookUp, { psn_no: "7" }]) {
      Object.assign(rig.request(rig.insert("1101", input)), { status: "ERROR", error_code: "REPLY_LOST" });
    }
    const { code, text } = await atTerminal(rig, { LANG: "zh_CN.UTF-8" }, "replay", "1", "2");
    assert.equal(code, 0);
    assert.match(
      text,
      /(?:\r已完成 0 个，共 2 个，\d+ 秒)+\r +\r请求 1：COMPLETED SUCCESS .*：办理成功\n\r已完成 1 个，共 2 个/,
    );
    assert.ok(text.endsWith("\r重发完毕：结束 2 个（2 SUCCESS），未保存 0 个\n"), text);
    const drained = await atTerminal(rig, { LANG: "en_US.UTF-8" }, "drain", "--limit", "5");
    assert.equal(drained.text.replace(/(?:\r0 of 5, \d+ s)+\r +\r/, "\r"), "\rdrained: 0 finished, 0 not stored\n");
    const asJson = await atTerminal(rig, { LANG: "zh_CN.UTF-8" }, "drain", "--json");
    assert.match(asJson.text, /^\{[\x20-\x7e]+\}\n$/);
  });
});
