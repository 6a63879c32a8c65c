import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readConfiguration } from "../../src/config/read.ts";

const root = mkdtempSync(join(tmpdir(), "configuration-"));
after(() => rmSync(root, { recursive: true, force: true }));

const SEED = {
  sdk: {
    app_id: "H12345678901_APP",
    app_secret: "your_secret_key",
    org_code: "H12345678901",
    base_url: "https://api.hnybj.com",
    timeout: 30,
  },
  database: { connection_string: "DRIVER={SQL Server};SERVER=localhost;DATABASE=HIS;UID=mip;PWD=p;" },
  logging: { level: "INFO", file: "logs/processor.log" },
};

function write(content: unknown): string {
  if (Buffer.isBuffer(content)) return writeBytes(content);
  const folder = mkdtempSync(join(root, "test-"));
  const path = join(folder, "config.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function writeBytes(bytes: Buffer): string {
  const path = join(mkdtempSync(join(root, "test-")), "config.json");
  writeFileSync(path, bytes);
  return path;
}

function read(content: unknown, environment: NodeJS.ProcessEnv = {}) {
  const result = readConfiguration(write(content), environment);
  assert.ok("configuration" in result, "faults" in result ? result.faults.join("; ") : "");
  return result.configuration;
}

function faults(content: unknown, environment: NodeJS.ProcessEnv = {}): readonly string[] {
  const result = readConfiguration(write(content), environment);
  return "faults" in result ? result.faults : [];
}

test("the seed's configuration works with a SQL login", () => {
  const { sdk, deadlineSeconds, maxAttempts, logging, unknownInterfaces } = read(SEED);
  assert.equal(sdk.url.href, "https://api.hnybj.com/api/medical-insurance");
  assert.equal(sdk.timeoutMs, 30_000);
  assert.equal(deadlineSeconds, 45);
  assert.equal(maxAttempts, 3);
  assert.equal(unknownInterfaces, "refuse");
  assert.deepEqual(
    [logging.level, logging.stem, logging.extension, logging.keepDays],
    ["info", "processor", ".log", 180],
  );
});

test("sdk.profile is hunan, or national, whose envelope has another version of the specification; others are a fault", () => {
  const { sdk } = read(SEED);
  assert.deepEqual([sdk.profile, sdk.envelope.infver, sdk.authentication.scheme], ["hunan", "1.0.0", "csb"]);
  const national = read({ ...SEED, sdk: { ...SEED.sdk, profile: "national" } }).sdk;
  assert.deepEqual(
    [national.profile, national.envelope.infver, national.authentication.scheme],
    ["national", "V1.0", "csb"],
  );
  assert.deepEqual(faults({ ...SEED, sdk: { ...SEED.sdk, profile: "hubei" } }), [
    "sdk.profile: must be one of hunan, national",
  ]);
});

test("calls are held back after five runs in a row, a minute apart at most; 0 is never", () => {
  assert.deepEqual(read(SEED).failFast, { after: 5, withinSeconds: 60 });
  const own = { ...SEED, fail_fast: { after: 0, within_seconds: 90 } };
  assert.deepEqual(read(own).failFast, { after: 0, withinSeconds: 90 });
  assert.deepEqual(faults({ ...SEED, fail_fast: { after: 1.5, within_seconds: 0 } }).toSorted(), [
    "fail_fast.after: must be a whole number, written without quotes",
    "fail_fast.within_seconds: must be at least 1",
  ]);
});

test("what the envelope needs and the seed lacks gets a default with a warning", () => {
  const { sdk, warnings } = read(SEED);
  assert.deepEqual(sdk.envelope, {
    mdtrtarea_admvs: "123456",
    insuplc_admdvs: "123456",
    recer_sys_code: "99",
    infver: "1.0.0",
    opter_type: "1",
    opter: "0001",
    opter_name: "HIS",
    fixmedins_name: "H12345678901",
    sign_no: "",
  });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? "", /^sdk\.envelope: these defaults are used: mdtrtarea_admvs=123456/);
});

test("a province's own envelope field is kept", () => {
  const { sdk } = read({ ...SEED, sdk: { ...SEED.sdk, envelope: { fixmedins_soft_fcty: "某某软件" } } });
  assert.equal(sdk.envelope.fixmedins_soft_fcty, "某某软件");
});

test("Python's level names are understood", () => {
  const levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "warn"].map(
    (level) => read({ ...SEED, logging: { level } }).logging.level,
  );
  assert.deepEqual(levels, ["debug", "info", "warn", "error", "error", "warn"]);
});

test("secrets come from the environment and from files", () => {
  const path = write({
    ...SEED,
    sdk: { ...SEED.sdk, app_secret: { file: "secret.txt" } },
    database: { connection_string: "SERVER=.;DATABASE=HIS;UID=mip", password: { env: "MIP_PASSWORD" } },
  });
  writeFileSync(join(path, "..", "secret.txt"), "from a file\r\n");
  const result = readConfiguration(path, { MIP_PASSWORD: "from the environment" });
  assert.ok("configuration" in result);
  assert.equal(result.configuration.sdk.appSecret, "from a file");
  assert.equal(result.configuration.database.password, "from the environment");
});

test("a secret that is not there is named", () => {
  const [fault = ""] = faults({ ...SEED, sdk: { ...SEED.sdk, app_secret: { env: "MIP_SECRET" } } });
  assert.equal(fault, "sdk.app_secret: the environment variable that it names is not set");
});

test("every fault is reported at once, by its key", () => {
  const broken = {
    sdk: { app_id: { env: "A", file: "b" }, org_code: "H1", base_url: "ftp://x", timeout: "30", secret: "x" },
    database: {},
    logging: { level: "LOUD" },
    retry: { max_attempts: 0 },
  };
  assert.deepEqual([...faults(broken)].sort(), [
    "database.connection_string: is missing",
    "logging.level: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
    "retry.max_attempts: must be at least 1",
    'sdk.app_id: must be a text, {"env": "NAME"} or {"file": "path"}',
    "sdk.app_secret: is missing",
    "sdk.base_url: must be a URL that begins with http:// or https://",
    "sdk.org_code: must be the institution's code, 12 letters and digits",
    "sdk.timeout: must be a number, written without quotes",
    "sdk: key 5 is not known; check its spelling",
  ]);
});

test("a faulty connection string is told with the other faults", () => {
  const broken = {
    ...SEED,
    loging: {},
    database: { connection_string: "SERVER=.;DATABASE=HIS;Trusted_Connection=yes" },
  };
  assert.deepEqual(
    faults(broken).map((fault) => fault.slice(0, 55)),
    ["the file: key 4 is not known; check its spelling", "database.connection_string: Trusted_Connection=yes cann"],
  );
});

test("a deadline that cuts an attempt short is a warning", () => {
  const { warnings } = read({ ...SEED, run: { deadline_seconds: 20 } });
  assert.equal(
    warnings[1],
    "run.deadline_seconds: sending ends 5 s before the deadline of 20 s, which is less than sdk.timeout gives one attempt",
  );
});

test("the envelope cannot set what the processor fills in", () => {
  assert.deepEqual(faults({ ...SEED, sdk: { ...SEED.sdk, envelope: { msgid: "1" } } }), [
    "sdk.envelope.msgid: is filled in by the processor and cannot be set",
  ]);
});

test("a file that is no JSON gets the hint about backslashes", () => {
  const [fault = ""] = faults('{"database":{"connection_string":"SERVER=.\\SQLEXPRESS"}}');
  assert.match(fault, /is not JSON from line 1, column 43 on; write \\\\ for one backslash$/);
});

test("a file that is missing is named", () => {
  const result = readConfiguration("/nowhere/config.json", {});
  assert.match("faults" in result ? (result.faults[0] ?? "") : "", /^\/nowhere\/config\.json cannot be read \(ENOENT/);
});

test("a byte order mark, as Notepad writes it, does no harm", () => {
  assert.equal(read(`\ufeff${JSON.stringify(SEED)}`).sdk.orgCode, "H12345678901");
});

test("sdk.tls is read, a pin without its colons", () => {
  const pin = "0f:".repeat(31).concat("a0");
  const { sdk } = read({ ...SEED, sdk: { ...SEED.sdk, tls: { server_name: "a.b", pin, min_version: "TLSv1.0" } } });
  assert.deepEqual(sdk.tls, { serverName: "a.b", pin: `${"0F".repeat(31)}A0`, minVersion: "TLSv1.0" });
  assert.deepEqual(read(SEED).sdk.tls, { serverName: null, pin: null, minVersion: null });
});

test("faults of sdk.tls are named, and there is nothing that switches the verification off", () => {
  const tls = { server_name: "https://a", pin: "0f", min_version: "SSLv3", verify: false };
  assert.deepEqual([...faults({ ...SEED, sdk: { ...SEED.sdk, tls } })].sort(), [
    "sdk.tls.min_version: must be one of TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3",
    "sdk.tls.pin: must be the SHA-256 of a certificate, 64 hexadecimal digits, with or without colons",
    "sdk.tls.server_name: must be a host name or an address, without https:// and without a port",
    "sdk.tls: key 4 is not known; check its spelling",
  ]);
});

const utf16le = Buffer.from(`\ufeff${JSON.stringify(SEED)}`, "utf16le");

for (const [encoding, bytes] of [
  ["UTF-8 with a mark", Buffer.from(`\ufeff${JSON.stringify(SEED)}`)],
  ["UTF-16, as PowerShell writes it", utf16le],
  ["UTF-16, big-endian", Buffer.from(utf16le).swap16()],
  ["lines that end as on Windows", Buffer.from(JSON.stringify(SEED, null, 2).replaceAll("\n", "\r\n"))],
] as const) {
  test(`a configuration in ${encoding} is read`, () => {
    assert.equal(read(bytes).sdk.orgCode, "H12345678901");
  });
}

test("a configuration in GBK is refused with what to do", () => {
  const gbk = Buffer.concat([Buffer.from('{"sdk": {"app_id": "'), Buffer.of(0xd5, 0xc5), Buffer.from('"}}')]);
  assert.match(faults(gbk).join(), / is neither UTF-8 nor UTF-16 \(perhaps GBK\): save it as UTF-8$/);
});

test("a lone backslash that is a legal JSON escape is noticed where no control character can be meant", () => {
  const text = String.raw`{"sdk": {"app_id": "a", "app_secret": "s\tx", "org_code": "H12345678901", "base_url": "https://a"},
    "database": {"connection_string": "SERVER=db;DATABASE=HIS;UID=HOSPITAL\nurse;PWD=p"},
    "logging": {"file": "C:\tmp\new.log"}}`;
  const advice = String.raw`has a line break, a tab or another control character; write \\ for one backslash`;
  assert.deepEqual(faults(text), [`database.connection_string: ${advice}`, `logging.file: ${advice}`]);
});
