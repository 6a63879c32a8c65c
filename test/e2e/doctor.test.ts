import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, type RigOptions, rigFor } from "../rig/rig.ts";

interface Check {
  readonly name: string;
  readonly result: string;
  readonly finding: string;
  readonly remedy: string | null;
  readonly cause: string | null;
  readonly next: string | null;
}

async function examine(rig: Rig, ...words: readonly string[]) {
  const { code, stdout, stderr } = await rig.run("doctor", "--json", ...words);
  const report = JSON.parse(stdout);
  assert.deepEqual(Object.keys(report), ["exit_code", "message", "checks", "causes", "next"]);
  assert.equal(report.exit_code, code);
  const checks: readonly Check[] = report.checks;
  return { code, stderr, causes: report.causes, next: report.next, check: checkOf(checks), checks };
}

function checkOf(checks: readonly Check[]): (name: string) => Check {
  return (name) => {
    const found = checks.find((each) => each.name === name);
    if (found === undefined) throw new Error(`there is no check ${name}`);
    return found;
  };
}

const finish = "sp_medical_insurance_finish";
const inspect = "sp_medical_insurance_inspect";

/** A cause of the calls at 3 a.m.: how it comes about, and what `doctor` says of it. */
interface Trouble {
  readonly cause: string;
  readonly options?: RigOptions;
  readonly bring: (rig: Rig) => unknown;
  readonly check: string;
  readonly finding: RegExp;
  readonly remedy: RegExp;
  readonly next: RegExp;
}

const remove = /^remove the first fault, then processor doctor$/;

const troubles: readonly Trouble[] = [
  {
    cause: "insurer-refused",
    bring: (rig) => rig.insurer.refuse(),
    check: "insurer",
    finding: /^it refuses the connection \(ECONNREFUSED\)$/,
    remedy:
      /^compare address and port of sdk\.base_url with the insurer's; if they are right, the insurer's service is down$/,
    next: remove,
  },
  {
    cause: "insurer-silent",
    bring: (rig) => rig.insurer.connect("silence"),
    check: "insurer",
    finding: /^it took the connection and did not answer in time$/,
    remedy: /; else the insurer's service hangs: ask the insurer$/,
    next: remove,
  },
  {
    cause: "wrong-secret",
    options: { insurer: { secret: "another one" } },
    bring: async (rig) => assert.equal((await rig.run(rig.insert("1101", lookUp))).code, 6),
    check: "signature",
    finding: /^the gateway refused the last attempts \(GATEWAY_REFUSED, \d+ s ago\)$/,
    remedy: /sdk\.app_secret/,
    next: /^processor doctor --probe-signature$/,
  },
  {
    cause: "clock",
    options: { insurer: { clock: () => Date.now() + 3_600_000 } },
    bring: () => {},
    check: "insurer-clock",
    finding: /^this machine's clock is (59|60) minutes behind the insurer's: the gateway refuses every signature$/,
    remedy: /clock/,
    next: remove,
  },
  {
    cause: "database-away",
    bring: (rig) => rig.sql.stop(),
    check: "database",
    finding: /^it cannot be reached \(.*ECONNREFUSED.*\)$/,
    remedy:
      /^start SQL Server; check TCP\/IP, port and firewall of its machine, and SERVER of database\.connection_string$/,
    next: remove,
  },
  {
    cause: "database-full",
    options: { configuration: { sdk: { timeout: 1 }, run: { deadline_seconds: 9 } } },
    async bring(rig) {
      rig.sql.faults.raise(finish, 1105, Number.POSITIVE_INFINITY, "before", { severity: 17, procedure: finish });
      assert.equal((await rig.run(rig.insert("2207", settlement()))).code, 8);
    },
    check: "database-space",
    finding:
      /^the database has no space for a reply \(error 1105 state 1 in sp_medical_insurance_finish line 1: Injected error 1105\.\)$/,
    remedy: /^the DBA enlarges /,
    next: /^processor spool deliver$/,
  },
  {
    cause: "role-missing",
    bring: (rig) => rig.sql.faults.raise(inspect, 229),
    check: "database-role",
    finding: /^the login has no right on the procedures \(error 229\)$/,
    remedy: /^the DBA runs: ALTER ROLE medical_insurance_processor ADD MEMBER <the user of the login>$/,
    next: /^processor db check$/,
  },
  {
    cause: "spool-not-writable",
    bring(rig) {
      mkdirSync(join(rig.folder, "logs"));
      writeFileSync(join(rig.folder, "logs", "spool"), "a file where the folder should be");
    },
    check: "spool-folder",
    finding:
      /^the spool folder .*spool cannot be written \((?:ENOTDIR|ENOENT)\): a reply that the database does not take would be lost$/,
    remedy: /^let the account of the processor make, rename and delete files there, and see that the disk is not full$/,
    next: remove,
  },
];

suite("at 3 a.m. one command, `processor doctor`, names cause and remedy first", { concurrency: 2 }, () => {
  for (const { cause, options = {}, bring, check, finding, remedy, next } of troubles) {
    test(cause, async (t) => {
      const rig = await rigFor(t, options);
      await bring(rig);
      const { code, stdout } = await rig.run("doctor");
      const [first = "", second = "", ...others] = stdout.trimEnd().split("\n");
      assert.equal(code, 2);
      const [result, name, ...words] = first.split(/ {2,}/);
      assert.deepEqual([result, name], ["FAIL", check]);
      assert.match(words.join("  "), finding);
      const [, told = ""] = /^ +-> (.*)$/.exec(second) ?? assert.fail(second);
      assert.match(told, remedy);
      const [, named, then = ""] = /^1 fail, .* pass \((.*)\); next: (.*)$/.exec(others.at(-1) ?? "") ?? [];
      assert.equal(named, cause);
      assert.deepEqual(rig.insurer.sendingsOf("1901"), []);
      assert.match(then, next);
    });
  }
});

suite("doctor", { concurrency: 2 }, () => {
  test("passes where all is well, and leaves nothing behind", async (t) => {
    const rig = await rigFor(t);
    assert.equal((await rig.run(rig.insert("1101", lookUp))).code, 0);
    const before = [readdirSync(join(rig.folder, "logs")), readdirSync(join(rig.folder, "logs", "spool"))];
    const requests = structuredClone(rig.sql.tables.medical_insurance_requests);
    const { code, causes, stderr, checks, check } = await examine(rig);
    assert.deepEqual([code, causes, stderr], [0, [], ""]);
    assert.deepEqual(checks.map(({ name }) => name).sort(), [
      "code-page",
      "configuration",
      "database",
      "database-accepted",
      "database-clock",
      "database-durability",
      "database-role",
      "database-space",
      "database-tls",
      "database-version",
      "disk",
      "executable",
      "held-calls",
      "insurer",
      "insurer-clock",
      "insurer-name",
      "insurer-tls",
      "log-folder",
      "processor-path",
      "program-folder",
      "requests",
      "signature",
      "spool",
      "spool-folder",
      "unreconciled",
    ]);
    assert.match(check("signature").finding, /^an attempt had a reply \d+ s ago$/);
    assert.deepEqual([check("processor-path").result, check("database-version").result], ["skip", "pass"]);
    const after = [readdirSync(join(rig.folder, "logs")), readdirSync(join(rig.folder, "logs", "spool"))];
    assert.deepEqual([after, rig.sql.tables.medical_insurance_requests], [before, requests]);
    assert.equal(rig.insurer.sendingsOf("1901").length, 0);
  });

  test("warns of a database in which a crash can lose what was stored", async (t) => {
    const rig = await rigFor(t);
    rig.sql.forceDelayedDurability();
    const { code, check } = await examine(rig);
    assert.deepEqual([code, check("database-durability").result], [0, "warn"]);
    assert.match(check("database-durability").finding, /^DELAYED_DURABILITY is FORCED: a crash can lose /);
  });

  test("makes no folder that is not there", async (t) => {
    const rig = await rigFor(t);
    const { check } = await examine(rig);
    assert.deepEqual([check("log-folder").result, check("spool-folder").result], ["pass", "pass"]);
    assert.deepEqual(readdirSync(rig.folder), ["config.json"]);
  });

  test("sends one query without a person when it is asked to try the signature", async (t) => {
    const rig = await rigFor(t);
    const { check } = await examine(rig, "--probe-signature");
    assert.deepEqual(
      [check("signature").result, check("signature").finding],
      ["pass", "the gateway accepts the signature"],
    );
    const [sent, ...others] = rig.insurer.sendingsOf("1901");
    assert.deepEqual([others.length, sent?.verdict.accepted], [0, true]);
  });

  test("tells a wrong secret when it is asked to try the signature", async (t) => {
    const rig = await rigFor(t, { insurer: { secret: "another one" } });
    const { causes, check } = await examine(rig, "--probe-signature");
    assert.deepEqual([causes, check("signature").cause], [["wrong-secret"], "wrong-secret"]);
    assert.equal(check("signature").finding, "the gateway refuses the signature (401)");
    assert.ok(check("signature").remedy);
  });

  test("names every fault of the configuration, and skips the rest", async (t) => {
    const rig = await rigFor(t);
    writeFileSync(join(rig.folder, "config.json"), '{"sdk": {}}');
    const { code, causes, checks, check } = await examine(rig);
    assert.deepEqual([code, causes], [2, ["configuration-faulty"]]);
    assert.match(check("configuration").finding, /^database: is missing \| sdk\.app_id: is missing \| /);
    assert.equal(checks.filter(({ result }) => result === "skip").length, checks.length - 2);
  });

  test("counts rejected replies, stuck requests and unknown outcomes", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise(finish, 51001, 2);
    const rejected = rig.insert("2207", settlement(1));
    assert.equal((await rig.run(rejected)).code, 8);
    assert.equal((await rig.run("rescue")).code, 0);
    rig.request(rejected).lease_until = new Date(0);
    const unknown = rig.insert("2207", settlement(2));
    Object.assign(rig.request(unknown), { status: "ERROR", error_code: "OUTCOME_UNKNOWN" });
    const { causes, check, next } = await examine(rig);
    assert.deepEqual([causes, next], [["replies-rejected"], "processor spool list"]);
    assert.deepEqual(
      [check("spool"), check("requests"), check("unreconciled")].map(({ result, finding }) => [result, finding]),
      [
        ["fail", "1 replies were refused by the database for good, or are damaged; 0 wait"],
        ["warn", "1 requests are stuck: their processor no longer exists, or never started"],
        ["warn", "1 requests have an unknown outcome or contradicting replies"],
      ],
    );
  });

  const refusals: readonly (readonly [title: string, break_: (rig: Rig) => void, check: string, cause: string])[] = [
    ["a wrong password", (rig) => rig.sql.faults.raise("login", 18456), "database", "login-refused"],
    [
      "a login without a user in the database",
      (rig) => rig.sql.faults.raise("login", 4060),
      "database",
      "role-missing",
    ],
    ["objects that are not there", (rig) => rig.sql.faults.raise(inspect, 2812), "database-version", "version"],
    ["a server that says nothing", (rig) => rig.sql.faults.silence("login", "before"), "database", "database-away"],
    ["a database that says nothing", (rig) => rig.sql.faults.silence(inspect, "before"), "database", "database-away"],
    ["a database whose log is full", (rig) => rig.sql.faults.raise(inspect, 9002), "database-space", "database-full"],
  ];
  for (const [title, break_, name, cause] of refusals) {
    test(`names ${title}`, async (t) => {
      const rig = await rigFor(t);
      break_(rig);
      const { code, causes, check } = await examine(rig);
      assert.deepEqual([code, causes, check(name).result], [2, [cause], "fail"]);
    });
  }

  test("names objects of an older version and a restored database", async (t) => {
    const rig = await rigFor(t);
    rig.sql.restore(rig.sql.backUp());
    for (const row of rig.sql.tables.medical_insurance_version) row.version = 1;
    const { causes, check, next } = await examine(rig);
    assert.deepEqual([causes, next], [["version", "not-accepted"], "processor doctor"]);
    assert.equal(check("database-version").next, "processor db install");
  });

  test("shows no secret and no patient", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise(finish, 51001, 2);
    assert.equal((await rig.run(rig.insert("2207", settlement()))).code, 8);
    assert.equal((await rig.run("rescue")).code, 0);
    const { stdout } = await rig.run("doctor", "--probe-signature");
    for (const secret of ["your_secret_key", rig.sql.password, "430123199001011234", "INV20241201001"]) {
      assert.ok(!stdout.includes(secret));
    }
  });

  test("refuses an option that it does not know", async (t) => {
    const rig = await rigFor(t);
    const { code, stdout, stderr } = await rig.run("doctor", "--repair");
    assert.deepEqual([code, stdout, stderr], [2, "", "error: unknown option '--repair'\n"]);
  });
});
