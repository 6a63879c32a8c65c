import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { skipWithoutSignals } from "../rig/system.ts";
import * as answers from "../standins/insurer/answers.ts";

const role =
  "the login (UID of the connection string) lacks the role medical_insurance_operator (error 229). A DBA runs: " +
  "ALTER ROLE medical_insurance_operator ADD MEMBER [login]; " +
  'or name a login that has the role: --connection "SERVER=host;DATABASE=HIS;UID=login;PWD=password"';

/** A settlement whose reply was lost. */
async function lost(rig: Rig, number = 1): Promise<number> {
  rig.insurer.answer("2207", answers.lost);
  const id = rig.insert("2207", settlement(number));
  assert.equal((await rig.run(id)).code, 7);
  return id;
}

suite("processor show", { concurrency: 2 }, () => {
  test("an unknown outcome is one screen: what was asked, how certain it is, what to do, the next command", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    const id = await lost(rig);
    const { code, stdout, stderr } = await rig.run("show", id);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^request 1 {2}2207 门诊结算\nasked {6}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, mode sync, class C\n/);
    assert.match(stdout, /state {6}ERROR SYSTEM_ERROR OUTCOME_UNKNOWN\n/);
    assert.match(
      stdout,
      /attempt 1 {2}UNKNOWN: the insurer may have acted on it\n {2}sent .*asked by \S+ run\n {2}cause: \S/,
    );
    assert.match(stdout, / {2}人员编号 {6,}data\.psn_no {2,}\*\*\*\n/);
    assert.match(stdout, /what to do\n {2}结果未知，请勿重复办理。/);
    assert.ok(stdout.trimEnd().split("\n").length < 40);
    assert.ok(
      stdout.endsWith(
        "\nnext: processor resolve 1 happened|did-not-happen|reversed --reference <number> --note <text>\n",
      ),
    );
    assert.doesNotMatch(stdout, /430123199001011234/);
  });

  test("--reveal shows the values of input and reply, digit for digit, under the schema's labels", async (t) => {
    const rig = await rigFor(t);
    rig.insurer.answer(
      "1101",
      answers.envelope({ infcode: 0, err_msg: "", output: '{"baseinfo":{"psn_name":"张三","age":30.50}}' }),
    );
    const id = rig.insert("1101", lookUp);
    assert.equal((await rig.run(id)).code, 0);
    const { stdout } = await rig.run("show", id, "--reveal");
    assert.match(stdout, /\n {2}人员编号 +data\.psn_no +430123199001011234\n/);
    assert.match(stdout, /\n {2}人员姓名 +baseinfo\.psn_name +张三\n/);
    assert.match(stdout, /baseinfo\.age +30\.50\n/);
    const hidden = await rig.run("show", id);
    assert.doesNotMatch(hidden.stdout, /张三|430123199001011234|30\.50/);
  });

  test("--json has the same facts, in ASCII", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    const id = await lost(rig);
    const { code, stdout } = await rig.run("show", id, "--json");
    assert.match(stdout, /^[\x20-\x7e]+\n$/);
    const { exit_code, message, request } = JSON.parse(stdout);
    assert.deepEqual([code, exit_code, message], [0, 0, ""]);
    assert.deepEqual(Object.keys(request), [
      ...["request_id", "interface_code", "interface_name", "interface_class", "mode", "status", "result_status"],
      ...["error_code", "msgid", "request_time", "lease", "attempts", "input", "reply", "resolution"],
      ...["later_request_id", "next_action", "next_command"],
    ]);
    assert.deepEqual(
      [request.interface_name, request.attempts[0].certainty, request.lease, request.resolution],
      ["门诊结算", "the insurer may have acted on it", null, null],
    );
    assert.deepEqual(request.input[0], { path: "data.mdtrt_id", label: "就诊ID", value: "***" });
  });

  test("of two requests for one business act the later one is named, and not a replay of the earlier one", async (t) => {
    const rig = await rigFor(t);
    const ids = [1, 2].map(() => rig.insert("2207", settlement()));
    for (const id of ids) Object.assign(rig.request(id), { status: "ERROR", error_code: "NOT_SENT" });
    const { stdout } = await rig.run("show", 1);
    assert.match(stdout, /\nsame act {3}request 2 was stored later for the same act\n/);
    assert.ok(stdout.endsWith("\nnext: processor show 2\n"));
    assert.ok((await rig.run("show", 2)).stdout.endsWith("\nnext: processor replay 2\n"));
  });

  test("while a process has it, its owner and its lease are shown; after the lease, rescue is the next command", async (t) => {
    const rig = await rigFor(t);
    const hold = rig.insurer.hold("request-read", "2207");
    const id = rig.insert("2207", settlement());
    const running = rig.start(id);
    await hold.reached;
    const { stdout } = await rig.run("show", id);
    assert.match(stdout, /in work {4}\S+:\d+, until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \(\d+ s left\)\n/);
    assert.match(stdout, /SENDING: it may have left; its process has not reported/);
    await running.kill();
    hold.release();
    rig.request(id).lease_until = new Date(Date.now() - 60_000);
    const dead = await rig.run("show", id);
    assert.match(dead.stdout, /its lease ended \d+ s ago: the process is gone\n/);
    assert.ok(dead.stdout.endsWith("\nnext: processor rescue\n"));
  });

  test("a key that the schema does not have, and what a person noted, may name a patient and are hidden", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("1101", { data: { psn_no: "1", 张三: "x" } });
    Object.assign(rig.request(id), { resolution: "happened", resolved_by: "op", resolution_note: "张三" });
    const { stdout } = await rig.run("show", id);
    assert.doesNotMatch(stdout, /张三/);
    assert.match(stdout, /data\.key 2 +\*\*\*/);
    assert.match((await rig.run("show", id, "--reveal")).stdout, /recorded .*张三/);
  });

  test("--raw shows what was sent and what came, as it travelled", async (t) => {
    const rig = await rigFor(t);
    const reply = answers.envelope({
      infcode: 0,
      err_msg: "",
      output: '{"baseinfo": {"psn_name":"张三", "age":30.50}}',
    });
    rig.insurer.answer("1101", reply);
    const id = rig.insert("1101", lookUp);
    assert.equal((await rig.run(id)).code, 0);
    const sent = rig.attempts(id)[0]?.request_body ?? "";
    const received = rig.responses(id)[0]?.response_data ?? "";
    assert.match(received, /\{"psn_name":"张三", "age":30\.50\}/);
    const { code, stdout } = await rig.run("show", id, "--raw");
    assert.equal(code, 0);
    const lines = stdout.split("\n");
    assert.match(lines[0] ?? "", /^--- attempt 1 sent \d{4}-\d\d-\d\dT.*, \d+ bytes$/);
    assert.deepEqual(
      [lines[1], lines.slice(3, -2).join("\n"), lines.at(-2)],
      [sent, received, "next: processor show 1"],
    );
    const asJson = JSON.parse((await rig.run("show", id, "--raw", "--json")).stdout);
    const [attempt] = asJson.request.attempts;
    assert.deepEqual([attempt.sent, attempt.received, attempt.received_base64], [sent, received, null]);
  });

  test("--raw shows the bytes of what was not a reply", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    rig.insurer.answer("2207", answers.plain({ status: 200, headers: [], body: Buffer.from("\u001b[31m<html>") }));
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 7);
    assert.match(
      (await rig.run("show", id, "--raw")).stdout,
      /\n--- attempt 1 received, HTTP 200, 11 bytes\n\\x1b\[31m<html>\n/,
    );
  });

  test("a login named on the command line is used instead of the configuration's", async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("2207", settlement());
    await rig.configure({ database: { password: "wrong" } });
    assert.equal((await rig.run("show", id)).code, 8);
    const { code } = await rig.run("show", id, "--connection", rig.sql.connectionString);
    assert.equal(code, 0);
  });

  for (const asJson of [false, true]) {
    test(`failures name the cause and the next step${asJson ? ", and --json keeps its shape" : ""}`, async (t) => {
      const rig = await rigFor(t);
      const refused = async (expected: number, message: string, ...words: (string | number)[]) => {
        const { code, stdout } = await rig.run("show", ...words, ...(asJson ? ["--json"] : []));
        assert.equal(code, expected);
        if (!asJson) assert.equal(stdout, `${message}\n`);
        else assert.deepEqual(JSON.parse(stdout), { exit_code: expected, message, request: null });
      };
      await refused(3, "there is no request 7 in this database; next: processor list", 7);
      await refused(
        2,
        "the request id must be a whole number from 1 to 2147483647, as sp_medical_insurance_call returned it",
        "x",
      );
      rig.sql.faults.raise("sp_medical_insurance_show", 229, 1);
      await refused(2, role, 7);
      rig.sql.faults.raise("sp_medical_insurance_show", 2812, 1);
      await refused(2, "the database has no objects of this version (error 2812): a DBA runs processor db install", 7);
      await rig.sql.goAway();
      await refused(8, `the database cannot be reached: connect ECONNREFUSED ${rig.sql.host}:${rig.sql.port}`, 7);
    });
  }

  test("--help begins with examples", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout } = await rig.run("show", "--help");
    assert.equal(code, 0);
    assert.match(stdout, /^Examples:\n {2}processor show 42\n/);
  });
});

suite("processor list", { concurrency: 2 }, () => {
  test("gives the newest first, and the next command", async (t) => {
    const rig = await rigFor(t);
    rig.insert("1101", lookUp);
    rig.insert("2207", settlement(), "queue");
    const { code, stdout } = await rig.run("list");
    assert.equal(code, 0);
    const [head, first, second, next, ...rest] = stdout.trimEnd().split("\n");
    assert.match(head ?? "", /^request {2}asked +code {2}class {2}mode +state +attempts {2}name$/);
    assert.match(first ?? "", /^2 .* 2207 {2}C {6}queue {2}PENDING {2}0 +门诊结算$/);
    assert.match(second ?? "", /^1 .* 1101 {2}A {6}sync {3}PENDING {2}0 +人员信息获取$/);
    assert.deepEqual([next, rest], ["next: processor show 2", []]);
  });

  test("each filter is a parameter, and they hold together", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    const unknown = await lost(rig, 1);
    const query = rig.insert("1101", lookUp);
    const queued = rig.insert("2207", settlement(2), "queue");
    const listed = async (...words: string[]): Promise<number[]> => {
      const { code, stdout } = await rig.run("list", "--json", ...words);
      assert.equal(code, 0, stdout);
      const { requests }: { requests: { request_id: number }[] } = JSON.parse(stdout);
      return requests.map(({ request_id }) => request_id);
    };
    assert.deepEqual(await listed(), [queued, query, unknown]);
    assert.deepEqual(await listed("--limit", "1"), [queued]);
    assert.deepEqual(await listed("--status", "pending"), [queued, query]);
    assert.deepEqual(await listed("--error", "outcome_unknown"), [unknown]);
    assert.deepEqual(await listed("--interface", "1101"), [query]);
    assert.deepEqual(await listed("--class", "c"), [queued, unknown]);
    assert.deepEqual(await listed("--class", "c", "--status", "PENDING"), [queued]);
    assert.deepEqual(await listed("--unreconciled"), [unknown]);
    assert.deepEqual(await listed("--since", "1h"), [queued, query, unknown]);
    assert.deepEqual(await listed("--since", "2999-01-31"), []);
    assert.deepEqual(await listed("--until", "2020-01-31 08:00"), []);
    assert.deepEqual(await listed("--error", "' OR 1=1 --"), []);
  });

  test("an empty list says so", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout } = await rig.run("list");
    assert.deepEqual([code, stdout], [0, "no request fits\nnext: processor list --help\n"]);
  });

  for (const [words, message] of [
    [["--limit", "0"], "--limit 0 must be a whole number from 1 to 1000"],
    [["--status", "DONE"], "--status must be one of PENDING, PROCESSING, COMPLETED, ERROR"],
    [["--class", "D"], "--class must be one of A, B, C"],
    [["--since", "2026-02-31"], '--since must be 30m, 2h, 7d (before now), 2026-01-31 or "2026-01-31 08:00"'],
    [["--until", "soon"], '--until must be 30m, 2h, 7d (before now), 2026-01-31 or "2026-01-31 08:00"'],
  ] as const) {
    test(`${words.join(" ")} is refused, and nothing is asked`, async (t) => {
      const rig = await rigFor(t);
      const { code, stdout } = await rig.run("list", ...words, "--json");
      assert.deepEqual([code, JSON.parse(stdout)], [2, { exit_code: 2, message, requests: [] }]);
      assert.equal((await rig.run("list", ...words)).stdout, `${message}\n`);
      assert.equal(rig.sql.logins, 0);
    });
  }

  test("a missing right names the role and the statement", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise("sp_medical_insurance_list", 229);
    const { code, stdout } = await rig.run("list");
    assert.deepEqual([code, stdout], [2, `${role}\n`]);
  });
});

suite("processor resolve", { concurrency: 2 }, () => {
  for (const [word, resolution, next] of [
    ["happened", "happened", "processor show 1 --reveal"],
    ["did-not-happen", "did_not_happen", "processor replay 1 --confirm 1"],
    ["reversed", "reversed", "processor replay 1 --confirm 1"],
  ] as const) {
    test(`records ${word}, with reference, note, login and time`, async (t) => {
      const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
      const id = await lost(rig);
      const { code, stdout } = await rig.run("resolve", id, word, "--reference", "430000", "--note", "已查");
      assert.deepEqual([code, stdout], [0, `request 1 is recorded as ${resolution}\nnext: processor show 1\n`]);
      const row = rig.request(id);
      assert.deepEqual(
        [row.resolution, row.resolution_reference, row.resolution_note, row.resolved_by, row.error_code],
        [resolution, "430000", "已查", rig.sql.user, "OUTCOME_UNKNOWN"],
      );
      assert.ok((await rig.run("show", id)).stdout.endsWith(`\nnext: ${next}\n`));
    });
  }

  test("--json has one shape, when it is recorded and when it is not", async (t) => {
    const rig = await rigFor(t, { configuration: { retry: { max_attempts: 1 } } });
    const id = await lost(rig);
    const resolve = async (...words: (string | number)[]) => {
      const { code, stdout } = await rig.run("resolve", ...words, "--json");
      return [code, JSON.parse(stdout)];
    };
    assert.deepEqual(await resolve(id, "happened"), [
      0,
      { exit_code: 0, message: "", request_id: 1, resolution: "happened" },
    ]);
    const why =
      "only a request of class B or C has an outcome to record, when it is unknown or its replies contradict; what is recorded is corrected with another --note, which says why";
    assert.deepEqual(await resolve(id, "happened"), [
      2,
      {
        exit_code: 2,
        message: `nothing was recorded for request 1: ${why}; next: processor show 1`,
        request_id: 1,
        resolution: null,
      },
    ]);
    assert.deepEqual(await resolve(id, "did-not-happen", "--note", "the wrong visit"), [
      0,
      { exit_code: 0, message: "", request_id: 1, resolution: "did_not_happen" },
    ]);
    assert.match(String(rig.attempts(id)[0]?.cause), /\[resolved happened by .+ at .+\]$/);
    assert.deepEqual(await resolve(9, "happened"), [
      3,
      {
        exit_code: 3,
        message: "there is no request 9 in this database; next: processor list --unreconciled",
        request_id: 9,
        resolution: null,
      },
    ]);
    assert.deepEqual(await resolve(id, "perhaps"), [
      2,
      {
        exit_code: 2,
        message: "the outcome must be one of happened, did-not-happen, reversed",
        request_id: 1,
        resolution: null,
      },
    ]);
    assert.deepEqual(await resolve(id, "happened", "--reference", "x".repeat(101)), [
      2,
      {
        exit_code: 2,
        message: "nothing was recorded: --reference has at most 100 characters, --note at most 1000",
        request_id: 1,
        resolution: null,
      },
    ]);
  });
});

suite("processor tail", { concurrency: 2 }, () => {
  test("shows the newest requests, the newest last, as text and as JSON", async (t) => {
    const rig = await rigFor(t);
    rig.insert("1101", lookUp);
    rig.insert("2207", settlement());
    const { code, stdout } = await rig.run("tail");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^.+ {2,}1 {2}1101 +sync +PENDING +\S+\n.+ {2,}2 {2}2207 +sync +PENDING +门诊结算\nnext: processor show 2\n$/,
    );
    const { requests } = JSON.parse((await rig.run("tail", "--json", "--interface", "2207")).stdout);
    assert.deepEqual(
      requests.map(({ request_id }: { readonly request_id: number }) => request_id),
      [2],
    );
  });

  test("-f follows what comes and what changes, also after the database was away, until it is told to stop", {
    skip: skipWithoutSignals,
  }, async (t) => {
    const rig = await rigFor(t);
    const id = rig.insert("1101", lookUp);
    const tail = rig.start("tail", "-f", "--json");
    const lines = createInterface({ input: tail.child.stdout ?? assert.fail("it has no stdout") })[
      Symbol.asyncIterator
    ]();
    const next = async () => JSON.parse(String((await lines.next()).value)).requests[0];
    assert.deepEqual([(await next()).request_id, rig.request(id).status], [1, "PENDING"]);
    rig.insert("2207", settlement());
    assert.equal((await next()).request_id, 2);
    Object.assign(rig.request(id), { status: "ERROR", error_code: "NOT_SENT" });
    assert.equal((await next()).error_code, "NOT_SENT");
    await rig.sql.goAway();
    rig.insert("1101", lookUp);
    await rig.sql.comeBack();
    assert.equal((await next()).request_id, 3);
    tail.child.kill("SIGTERM");
    const { code, stderr } = await tail.ended;
    assert.equal(code, 0);
    assert.match(
      stderr,
      /^the database cannot be reached: the connection was closed; it is tried again until this program is stopped\n$/,
    );
  });

  test("a database that is away, and a wrong word, are told in the same shape", async (t) => {
    const rig = await rigFor(t);
    assert.equal((await rig.run("tail", "--follow-me", "--json")).code, 2);
    await rig.configure({ database: { password: "wrong" } });
    const { code, stdout } = await rig.run("tail", "--json");
    const { exit_code, message, requests } = JSON.parse(stdout);
    assert.deepEqual([code, exit_code, requests], [8, 8, []]);
    assert.match(message, /login/);
  });
});
