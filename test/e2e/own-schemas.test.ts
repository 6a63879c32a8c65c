import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { ownQuery, writeOwnSchemas } from "../rig/own-schemas.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import { namedPath } from "../rig/system.ts";
import { readLog } from "../rig/traces.ts";
import { assertEnded, success } from "./agreement.ts";

const broken = {
  infno: "2207",
  input: { "data.psn_nane": { presence: "required" }, "data.psn_no": { type: "text(3)" } },
};

async function rigWith(t: Parameters<typeof rigFor>[0], files: Readonly<Record<string, unknown>>): Promise<Rig> {
  const rig = await rigFor(t, { configuration: { interfaces_folder: "interfaces" } });
  writeOwnSchemas(join(rig.folder, "interfaces"), files);
  return rig;
}

suite("a hospital's own schemas", { concurrency: 2 }, () => {
  test("a broken file stops its own interface and no other; nothing is sent, and the log has all faults", async (t) => {
    const rig = await rigWith(t, { "2207.json": broken });
    const stopped = rig.insert("2207", settlement());
    await assertEnded(rig, stopped, await rig.run(stopped), "line", {
      exit: 4,
      status: "ERROR",
      error_code: "INTERFACE_UNKNOWN",
      result_status: "SYSTEM_ERROR",
      infcode: null,
      attempts: ["NOT_SENT"],
      http_status: null,
      message: `the hospital's own schema of 2207 has 2 fault(s) and nothing was sent; "processor schema list" shows them`,
      err_msg:
        "接口 2207 的自定义定义（2207.json）有 2 处错误，未发送。请管理员执行 processor schema list 查看并改正，然后重新办理",
      error: { faults: [] },
      next_action: null,
    });
    await rig.insurer.allClosed();
    assert.equal(rig.insurer.requestBytes, 0);
    assert.deepEqual(
      readLog(rig.folder).flatMap(({ message, file, reason }) =>
        message === "schema" ? [`${file} ${String(reason).split(":")[0]}`] : [],
      ),
      ["2207.json data.psn_nane", "2207.json data.psn_no.type"],
    );
    const other = rig.insert("1101", lookUp);
    await assertEnded(rig, other, await rig.run(other), "line", success);
  });

  test("a broken file is not passed on where unknown interfaces are", async (t) => {
    const rig = await rigWith(t, { "2207.json": broken });
    await rig.configure({ interfaces_folder: "interfaces", unknown_interfaces: "pass" });
    const id = rig.insert("2207", settlement());
    assert.equal((await rig.run(id)).code, 4);
    assert.equal(rig.insurer.requests.length, 0);
  });

  test("a broken common file stops only the interfaces that have a file", async (t) => {
    const rig = await rigWith(t, { "2207.json": { infno: "2207" }, "common/wards.json": "{" });
    const [own, builtIn] = [rig.insert("2207", settlement()), rig.insert("1101", lookUp)];
    assert.deepEqual([(await rig.run(own)).code, (await rig.run(builtIn)).code], [4, 0]);
  });

  test("the first run keeps what it compiled, and the next run checks with it", async (t) => {
    const rig = await rigWith(t, {
      "9999.json": ownQuery("9999", { bed_no: { title: "床位号", type: "string", maxLength: 4 } }),
    });
    const refused = async (): Promise<readonly unknown[]> => {
      const id = rig.insert("9999", { bed_no: "A1234" });
      return [(await rig.run(id)).code, rig.request(id).error_code];
    };
    assert.deepEqual(await refused(), [4, "INPUT_INVALID"]);
    const compiled = join(rig.folder, "interfaces", "compiled", "9999.js");
    assert.ok(existsSync(compiled));
    assert.deepEqual(await refused(), [4, "INPUT_INVALID"]);
  });

  test("list, show, example and validate know the own files and tell all faults of a broken one", async (t) => {
    const rig = await rigWith(t, {
      "2207.json": broken,
      "1101.json": { infno: "1101", class: "B", input: { "data.ward_no": { title: "病区编号", type: "string(8)" } } },
      "9999.json": ownQuery("9999", { bed_no: { title: "床位号", type: "string", maxLength: 4 } }),
    });
    const faults = [
      'interfaces_folder: 2207.json: data.psn_nane: is not a field of 2207 ("processor schema show 2207" shows its fields); a new field needs title and type',
      "interfaces_folder: 2207.json: data.psn_no.type: must be one of string",
    ];
    const tells = (text: string): boolean => faults.every((fault) => text.includes(fault));
    const list = await rig.run("schema", "list");
    assert.deepEqual([list.code, tells(list.stdout)], [2, true]);
    assert.match(list.stdout, /\n9999 +A +query +- +1 +0 +自定义查询 \(9999\.json\)\n/);
    const { interfaces, faults: told } = JSON.parse((await rig.run("schema", "list", "--json")).stdout);
    const own = interfaces.flatMap(({ code, class: interfaceClass, file }: Record<string, unknown>) =>
      file !== null ? [[code, interfaceClass, file]] : [],
    );
    const fileOf = (infno: string): string => namedPath(join(rig.folder, "interfaces", `${infno}.json`));
    assert.deepEqual(own, [
      ["1101", "B", fileOf("1101")],
      ["9999", "A", fileOf("9999")],
    ]);
    assert.deepEqual(
      told.map(({ file }: Record<string, unknown>) => file),
      ["2207.json", "2207.json"],
    );
    const show = (await rig.run("schema", "show", "1101")).stdout;
    assert.match(show, /ward_no +病区编号 +string\(8\)/);
    assert.ok(show.includes(`\nfrom the hospital's file ${fileOf("1101")}\n`));
    const example = (await rig.run("schema", "example", "9999")).stdout;
    assert.deepEqual(JSON.parse(example), { data: { bed_no: "床位号" } });
    const input = join(rig.folder, "input.json");
    writeFileSync(input, '{"bed_no": "12345"}');
    const [invalid, unusable] = [await rig.run("validate", "9999", input), await rig.run("validate", "2207", input)];
    assert.deepEqual([invalid.code, unusable.code, tells(unusable.stdout)], [4, 2, true]);
    assert.ok(tells((await rig.run("schema", "show", "2207")).stdout));
  });

  test("the script for the database has the rows of the own schemas, and is not written without one of them", async (t) => {
    const rig = await rigWith(t, { "1101.json": { infno: "1101", class: "C" }, "9999.json": ownQuery("9999", {}) });
    const { code, stdout } = await rig.run("db", "script", "--no-xp-cmdshell");
    assert.equal(code, 0);
    assert.match(stdout, /\('1101', N'人员信息获取', 'C', 0, /);
    assert.match(stdout, /\('9999', N'自定义查询', 'A', 0, NULL, NULL, NULL\)/);
    writeOwnSchemas(join(rig.folder, "interfaces"), { "2207.json": broken });
    const refused = await rig.run("db", "script", "--no-xp-cmdshell");
    assert.equal(refused.code, 2);
    assert.match(refused.stdout, /^nothing was written\ninterfaces_folder: 2207\.json: data\.psn_nane: /);
  });

  test("export writes a file to start from and never over one that is there", async (t) => {
    const rig = await rigWith(t, {});
    const file = join(rig.folder, "interfaces", "2201.json");
    const first = await rig.run("schema", "export", "2201", "--out", file);
    assert.equal(first.code, 0);
    const text = readFileSync(file, "utf8");
    assert.ok(
      text.includes('    "data.psn_name": { "title": "人员姓名", "type": "string(50)", "presence": "expected" },'),
    );
    assert.equal((await rig.run("schema", "export", "2201", "--out", file)).code, 2);
    assert.equal(readFileSync(file, "utf8"), text);
    assert.equal((await rig.run("schema", "export", "8888")).code, 4);
  });
});
