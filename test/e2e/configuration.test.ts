import assert from "node:assert/strict";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { institution } from "../rig/configuration.ts";
import { lookUp } from "../rig/inputs.ts";
import { placeProcessor, sourceProcessor, startProcess } from "../rig/processor.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { namedPath } from "../rig/system.ts";
import { readLog } from "../rig/traces.ts";
import { assertEnded, success } from "./agreement.ts";

/** A run with this configuration file claims nothing, exits 2 and says all of `message` in one line. */
async function assertFaulty(rig: Rig, text: string | null, message: string): Promise<void> {
  const file = join(rig.folder, "config.json");
  if (text === null) await rm(file);
  else await writeFile(file, text);
  const id = rig.insert("1101", lookUp);
  const { code, stdout, stderr } = await rig.run(id);
  const shown = (said: string): string => said.replaceAll(namedPath(file), "FILE").replaceAll(file, "FILE");
  assert.deepEqual(
    { code, said: shown(stdout), stderr },
    { code: 2, said: `request 1: 0 ms: ${message.replaceAll(/[^\x20-\x7e]/g, "?")}\n`, stderr: "" },
  );
  assert.deepEqual([rig.request(id).status, rig.sql.logins], ["PENDING", 0]);
  const json = await rig.run(id, "--json");
  assert.match(json.stdout, /^[\x20-\x7e]+\n$/);
  const report = JSON.parse(json.stdout);
  assert.deepEqual([json.code, report.request_id, report.exit_code, shown(report.message)], [2, id, 2, message]);
}

const missing = "configuration: FILE cannot be read (ENOENT: no such file or directory, open 'FILE')";

suite("the configuration", { concurrency: 2 }, () => {
  test("a missing file is named", async (t) => assertFaulty(await rigFor(t), null, missing));

  test("a file that is not JSON is named with the place, and none of its text is shown", async (t) =>
    assertFaulty(
      await rigFor(t),
      '{\n  "sdk": { "app_secret": secret\n}',
      "configuration: FILE is not JSON from line 2, column 26 on",
    ));

  test("a lone backslash gets a hint", async (t) =>
    assertFaulty(
      await rigFor(t),
      '{"database": {"connection_string": "SERVER=.\\SQLEXPRESS"}}',
      "configuration: FILE is not JSON from line 1, column 45 on; write \\\\ for one backslash",
    ));

  test("all faults of a file are told at once", async (t) =>
    assertFaulty(
      await rigFor(t),
      JSON.stringify({
        sdk: { ...institution, org_code: "H1", base_url: "api.example", timeout: 0, timeuot: 5 },
        database: {},
        logging: { level: "LOUD" },
        run: { deadline_seconds: 3 },
      }),
      [
        "configuration: sdk: key 6 is not known; check its spelling",
        "sdk.org_code: must be the institution's code, 12 letters and digits",
        "sdk.base_url: must be a URL that begins with http:// or https://",
        "sdk.timeout: must be at least 1",
        "database.connection_string: is missing",
        "logging.level: must be one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
        "run.deadline_seconds: must be at least 7",
      ].join(" | "),
    ));

  test("secrets that cannot be read and a connection string that cannot be used are told at once", async (t) =>
    assertFaulty(
      await rigFor(t),
      JSON.stringify({
        sdk: {
          ...institution,
          base_url: "http://127.0.0.1:1",
          app_secret: { env: "NOT_THERE" },
          app_id: { file: "密钥.txt" },
        },
        database: { connection_string: "DRIVER={SQL Server};SERVER=localhost;DATABASE=HIS;Trusted_Connection=yes;" },
      }),
      [
        "configuration: sdk.app_id: the file that it names cannot be read (ENOENT)",
        "sdk.app_secret: the environment variable that it names is not set",
        "database.connection_string: Trusted_Connection=yes cannot be used: this program has no integrated Windows login. " +
          "Write UID=login;PWD=password for a SQL login, or UID=DOMAIN\\user;PWD=password for a Windows account",
      ].join(" | "),
    ));

  test("secrets come from the environment and from files", async (t) => {
    const rig = await rigFor(t, { environment: { GATEWAY_SECRET: institution.app_secret } });
    await writeFile(join(rig.folder, "password.txt"), `${rig.sql.password}\r\n`);
    const connection_string = rig.sql.connectionString.replace(/;PWD=.*/, "");
    await rig.configure({
      sdk: { app_secret: { env: "GATEWAY_SECRET" } },
      database: { connection_string, password: { file: "password.txt" } },
    });
    const id = rig.insert("1101", lookUp);
    await assertEnded(rig, id, await rig.run(id), "line", success);
  });

  test("the file next to the program counts, wherever the program is started", async (t) => {
    const rig = await rigFor(t);
    const elsewhere = join(rig.folder, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "config.json"), "not this one");
    const placed = await placeProcessor(rig.folder);
    const id = rig.insert("1101", lookUp);
    const exit = await startProcess(placed, [String(id)], { cwd: elsewhere, environment: {} }).ended;
    await assertEnded(rig, id, exit, "line", success);
    const isLogged = readLog(rig.folder).some(({ message }) => message === "finished");
    assert.ok(isLogged, "the log is next to the program as well");
  });

  test("the file next to the program's source counts when it is started through a link, as npx does", async (t) => {
    const rig = await rigFor(t);
    const cache = join(rig.folder, "cache");
    await mkdir(cache);
    await writeFile(join(cache, "config.json"), "not this one");
    const { command, args } = await placeProcessor(rig.folder, sourceProcessor);
    const linked = join(cache, "processor");
    await symlink(args[0] ?? "", linked);
    const id = rig.insert("1101", lookUp);
    const running = startProcess({ command, args: [linked] }, [String(id)], { cwd: cache, environment: {} });
    await assertEnded(rig, id, await running.ended, "line", success);
  });

  test("defaults of the envelope are a warning in the log", async (t) => {
    const rig = await rigFor(t, { configuration: { sdk: { envelope: {} } } });
    const id = rig.insert("1101", lookUp);
    assert.equal((await rig.run(id)).code, 0);
    const [warning] = readLog(rig.folder).filter(({ level }) => level === "warn");
    assert.equal(
      warning?.warning,
      "sdk.envelope: these defaults are used: mdtrtarea_admvs=123456, insuplc_admdvs=123456, recer_sys_code=99, infver=1.0.0, opter=0001, opter_name=HIS, fixmedins_name=H12345678901; write the values that the insurer gave you",
    );
  });
});
