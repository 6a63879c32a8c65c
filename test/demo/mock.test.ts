import assert from "node:assert/strict";
import { exec, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { MedicalInsuranceClient } from "../../src/client.ts";
import { sourceEnvironment } from "../rig/processor.ts";
import { startInsurerStandIn } from "../standins/insurer/insurer.ts";
import { institution } from "../standins/insurer/sample-request.ts";
import { type His, logIn, sqlOf } from "./his.ts";
import { readMockOptions } from "./mock-options.ts";
import { type MockProcess, startMock } from "./mock-process.ts";

const run = promisify(execFile);
const tsql = await run("tsql", ["-C"]).then(
  () => true,
  () => false,
);

let mock: MockProcess;
let his: His;
before(async () => {
  mock = await startMock(["--sql-port", "0", "--insurer-port", "0"]);
  his = await logIn(mock.login);
});
after(() => mock.child.kill());

async function lookUp(psn_no: string) {
  const [row] = await his.run(sqlOf("1101", `{"psn_no": "${psn_no}"}`));
  return [row?.result_status, row?.error_code, row?.infcode, row?.err_msg];
}

test("a HIS developer gets a good reply from the mock", async () => {
  const [status, code, infcode] = await lookUp("430123199001011234");
  assert.deepEqual([status, code, infcode], ["SUCCESS", null, "0"]);
});

test("a program that signs with the key and the secret that the mock prints gets a good reply", async () => {
  const line = /^Insurer +(\S+) +org_code (\S+) +app_id (\S+) +app_secret (\S+)$/m;
  const [, base_url = "", org_code = "", app_id = "", app_secret = ""] = line.exec(mock.text) ?? [];
  const client = new MedicalInsuranceClient({ base_url, org_code, app_id, app_secret });
  const { infcode, errorCode } = await client.call("1101", { psn_no: "430123199001011234" });
  assert.deepEqual([infcode, errorCode], ["0", null]);
});

test("the command that the mock prints replays its first request", async () => {
  const command = /npx processor .* replay 1$/m.exec(mock.text)?.[0] ?? "";
  const { stdout } = await promisify(exec)(command, { cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  assert.match(stdout, /^request 1\b.*\bSUCCESS\b/);
});

test("a word at the end of psn_no makes the mock's insurer refuse", async () => {
  const refused = "该人员参保状态为暂停参保，不能办理此业务";
  assert.deepEqual(await lookUp("430123199001011234-REFUSE"), ["BUSINESS_ERROR", "REFUSED", "-1", refused]);
  const zero = "FSI-就诊信息不存在";
  assert.deepEqual(await lookUp("430123199001011234-ZERO"), ["BUSINESS_ERROR", "REFUSED_WITH_ZERO", "0", zero]);
});

for (const field of ["psn_no", "mdtrt_id"]) {
  test(`a word at the end of ${field} makes the mock's insurer lose its reply to a settlement, and 5203 finds it`, async () => {
    const input = {
      mdtrt_id: "M2",
      psn_no: "430123199001011235",
      chrg_bchno: "2",
      acct_used_flag: "0",
      insutype: "310",
      invono: "2",
    };
    const data = { ...input, [field]: `${field === "psn_no" ? input.psn_no : input.mdtrt_id}-LOSE` };
    const [lost] = await his.run(sqlOf("2207", JSON.stringify(data)));
    assert.deepEqual([lost?.result_status, lost?.error_code], ["SYSTEM_ERROR", "OUTCOME_UNKNOWN"]);
    const { psn_no, mdtrt_id } = data;
    const [found] = await his.run(sqlOf("5203", JSON.stringify({ data: { psn_no, mdtrt_id, setl_id: "" } })));
    assert.equal(found?.result_status, "SUCCESS");
    assert.match(String(found?.response_data), /"setl_id"/);
  });
}

test("FreeTDS' tsql logs in to the mock and reads the view", {
  skip: tsql ? false : "tsql is not installed",
}, async () => {
  const { port, database, user, password } = mock.login;
  const args = ["-o", "q", "-H", "127.0.0.1", "-p", String(port), "-U", user, "-P", password, "-D", database];
  const child = run("tsql", args, { env: { ...process.env, TDSVER: "7.4" } });
  child.child.stdin?.end(
    `${sqlOf("1101", '{"psn_no": "430123199001011234"}').replace("SELECT *", "SELECT result_status, infcode")}\nGO\nEXIT\n`,
  );
  const { stdout } = await child;
  assert.match(stdout, /result_status\tinfcode\nSUCCESS\t0\n/);
});

/** Sends one command as the mock's text says; gives its status and text. */
async function control(words: string, method = "POST"): Promise<readonly [number, string]> {
  const answer = await fetch(`${mock.controlUrl}/${words.replaceAll(" ", "/")}`, { method });
  return [answer.status, await answer.text()];
}

const count = "SELECT COUNT(*) AS requests FROM v_medical_insurance_result";

test("a stopped side refuses connections, and has its rows again when it is started", async (t) => {
  assert.deepEqual(await control("stop sql"), [200, "sql is stopped\n"]);
  t.after(() => control("start sql"));
  await assert.rejects(logIn(mock.login), /Could not connect/);
  assert.deepEqual(await control("stop sql"), [400, "sql is stopped already\n"]);
  assert.deepEqual(await control("status"), [200, "sql: stopped\ninsurer: runs\n"]);
  assert.deepEqual(await control("start sql"), [200, "sql runs\n"]);
  his = await logIn(mock.login);
  assert.equal((await his.run(count)).length, 1);

  await control("stop insurer");
  t.after(() => control("start insurer"));
  const [, url = ""] = /^Insurer +(\S+)/m.exec(mock.text) ?? [];
  await assert.rejects(fetch(url), /fetch failed/);
  assert.deepEqual(await control("start insurer"), [200, "insurer runs\n"]);
  assert.notEqual((await fetch(url)).status, 200);
});

test("the SQL side fails where and as often as a command says", async (t) => {
  t.after(() => control("clear sql"));
  assert.deepEqual(await control("fault sql 9002 call"), [200, "sql fails: 9002 call\n"]);
  await assert.rejects(lookUp("430123199001011234"), { number: 9002 });
  assert.equal((await his.run(count)).length, 1);
  assert.deepEqual(await control("fault sql 1205 batch once"), [200, "sql fails: 9002 call; 1205 batch once\n"]);
  await assert.rejects(his.run(count), { number: 1205 });
  assert.equal((await his.run(count)).length, 1);
  assert.deepEqual(await control("clear sql"), [200, "sql has no fault\n"]);
  assert.deepEqual(await control("fault sql drop once"), [200, "sql fails: drop once\n"]);
  await assert.rejects(his.run(count));
  his = await logIn(mock.login);
  await control("clear sql");
  const silent = await logIn(mock.login);
  await control("fault sql silent batch");
  const read = silent.run(count).then(
    () => "answered",
    () => "closed",
  );
  assert.equal(
    await Promise.race([read, control("status").then(([, text]) => text)]),
    "sql: runs, fault silent batch\ninsurer: runs\n",
  );
  await silent.leave();
  assert.equal(await read, "closed");
});

test("the insurer does what is asked while it is held, and its answer arrives when it is released", async (t) => {
  t.after(() => control("release insurer"));
  await control("hold insurer");
  const asked = lookUp("430123199001011234");
  const other = await logIn(mock.login);
  const working = "SELECT request_id FROM v_medical_insurance_activity WHERE status = 'PROCESSING'";
  while ((await other.run(working)).length === 0) await pause(20);
  assert.deepEqual(await control("status"), [200, "sql: runs\ninsurer: runs, held\n"]);
  await control("release insurer");
  assert.deepEqual((await asked).slice(0, 3), ["SUCCESS", null, "0"]);
  await other.leave();
});

test("answers of the SQL side are held and arrive when it is released", async () => {
  await control("hold sql");
  const read = his.run(count);
  assert.equal(await Promise.race([read, control("status").then(() => "held")]), "held");
  await control("release sql");
  assert.equal((await read).length, 1);
});

test("the insurer answers every request as a command says, until it is cleared", async (t) => {
  t.after(() => control("clear insurer"));
  assert.deepEqual(await control("fault insurer zero"), [
    200,
    "insurer fails: refuses with infcode 0 and an error text, as has happened in practice\n",
  ]);
  assert.deepEqual((await lookUp("430123199001011234")).slice(0, 2), ["BUSINESS_ERROR", "REFUSED_WITH_ZERO"]);
});

test("commands that are not understood are refused with those that are there", async () => {
  const [status, text] = await control("fault bank 9002");
  assert.equal(status, 400);
  assert.match(text, /^The commands are:\n {2}status\n {2}stop sql\|insurer\n/);
  for (const [words, expected] of [
    ["fault sql", /^fault sql <error number>\|silent\|drop /],
    ["fault sql 9002 nowhere", /^fault sql <error number>/],
    ["fault insurer sql", /^fault insurer refuse\|zero\|lose\|/],
    ["stop sql now", /^The commands are:/],
    ["release sql", /^sql is not held\n$/],
  ] as const) {
    const answer = await control(words);
    assert.equal(answer[0], 400);
    assert.match(answer[1], expected);
  }
  assert.equal((await control("status", "GET"))[0], 405);
  assert.equal((await fetch(new URL("/stop/sql", mock.controlUrl), { method: "POST" })).status, 404);
});

test("--help says the options and the commands, and starts nothing", async () => {
  const { stdout } = await run(process.execPath, [mock.child.spawnargs[1] ?? "", "--help"], {
    env: sourceEnvironment(),
  });
  assert.match(stdout, /^Usage: npm run mock -- .*\[--control-port PORT\]\n/);
  assert.match(stdout, /\n {4}hold sql\|insurer +what is asked is done/);
});

test("Ctrl+C ends the mock, exit code 0, and its folder is gone", async () => {
  await his.leave();
  const folder = /configuration and logs in (\S+)/.exec(mock.text)?.[1] ?? "";
  assert.equal(existsSync(folder), true);
  assert.deepEqual(await mock.end(), { rest: "\nBoth stand-ins have stopped.\n", code: 0 });
  assert.equal(existsSync(folder), false);
});

test("the mock refuses a port that is none, and options that it does not have", () => {
  const fault = (...args: readonly string[]) => readMockOptions(args);
  assert.deepEqual(fault("--sql-port", "70000"), { fault: "--sql-port must be a port number, 0 to 65535" });
  assert.deepEqual(fault("--insurer-port"), { fault: "--insurer-port must be a port number, 0 to 65535" });
  const usage = "Usage: npm run mock -- [--sql-port PORT] [--insurer-port PORT] [--control-port PORT]";
  assert.deepEqual(fault("--port", "1"), { fault: usage });
  assert.deepEqual(fault("1433"), { fault: usage });
});

test("the mock says what is wrong with its options or that a port is taken, and ends", async () => {
  const start = (...args: readonly string[]) => run(process.execPath, [mock.child.spawnargs[1] ?? "", ...args]);
  await assert.rejects(start("--sql-port", "x"), { code: 2, stderr: "--sql-port must be a port number, 0 to 65535\n" });
  const taken = await startInsurerStandIn({ ...institution, host: "127.0.0.1" });
  const stderr = `listen EADDRINUSE: address already in use 127.0.0.1:${taken.port}\n`;
  await assert.rejects(start("--insurer-port", String(taken.port)), { code: 1, stderr });
  await taken.stop();
});
