import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openRig, type Rig } from "../rig/rig.ts";

describe("db check and db install", () => {
  let rig: Rig;
  before(async () => {
    rig = await openRig();
  });
  after(() => rig.close());
  const db = (verb: string, connection = rig.sql.connectionString) => rig.run("db", verb, "--connection", connection);

  test("find the stand-in's objects complete, and what its procedure starts", async () => {
    const { code, stdout } = await db("check");
    assert.match(stdout, /^processor \S+ needs database objects of version 2; installed: version 2\n/);
    assert.match(
      stdout,
      /\nall objects are installed and complete, starting .*processor\S* --config \S+config\.json\n$/,
    );
    assert.equal(code, 0);
  });

  test("tell what of its rows and of its state differs, each in a line", async () => {
    const { medical_insurance_interfaces: interfaces, medical_insurance_version } = rig.sql.tables;
    const [first] = interfaces;
    assert.ok(first);
    interfaces[0] = { ...first, class: "C" };
    for (const installed of medical_insurance_version) installed.version = 1;
    rig.sql.restore(rig.sql.backUp());
    rig.sql.forceDelayedDurability();
    const { code, stdout } = await db("check");
    const lines = stdout.split("\n").slice(1, -1);
    assert.deepEqual(
      lines.map((line) => line.slice(0, 24)),
      ["version 1 instead of 2: ", "interface 100001 differs", "this database was restor", "DELAYED_DURABILITY is FO"],
    );
    assert.equal(code, 2);
  });

  test("tell a login of HIS that it does not see the objects", async () => {
    const { connectionString, user, hisUser } = rig.sql;
    const { code, stdout, stderr } = await db("check", connectionString.replace(`UID=${user}`, `UID=${hisUser}`));
    assert.match(stdout + stderr, /this login does not see what is installed/);
    assert.equal(code, 2);
  });

  test("install nothing into the stand-in, which has the objects built in", async () => {
    const { code, stdout, stderr } = await db("install");
    assert.match(stdout + stderr, /nothing was changed: error 51013: 模拟的 SQL Server 自带这个版本的全部对象/);
    assert.equal(code, 2);
  });
});
