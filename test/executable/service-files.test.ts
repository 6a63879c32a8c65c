import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { projectFolder } from "../../bin/build/executable/target.ts";
import { readConfiguration } from "../../src/config/read.ts";
import { settlement } from "../rig/inputs.ts";
import { rigFor } from "../rig/rig.ts";
import { skipWithoutSignals } from "../rig/system.ts";

const deployment = join(projectFolder, "bin/build/package/deployment");
const textOf = (name: string): string => readFileSync(join(deployment, "service", name), "utf8");

/** The program and its arguments, as each file says them. */
const commands = [
  {
    name: "medical-insurance-worker.xml",
    says: /<executable>(.+)<\/executable>\s*<arguments>(.+)<\/arguments>/,
    program: "%BASE%\\..\\processor.exe",
    words: "drain --watch",
  },
  {
    name: "scheduled-task.xml",
    says: /<Command>(.+)<\/Command>\s*<Arguments>(.+)<\/Arguments>/,
    program: "C:\\MedicalInsurance\\processor.exe",
    words: "drain",
  },
  {
    name: "agent-job.sql",
    says: /@command nvarchar\(3200\) = N'"(.+)" (.+)'/,
    program: "C:\\MedicalInsurance\\processor.exe",
    words: "drain",
  },
  {
    name: "medical-insurance-worker.service",
    says: /^ExecStart=(\S+) (.+)$/m,
    program: "/opt/medical-insurance/processor",
    words: "drain --watch",
  },
] as const;

/** What reads XML on this machine, and refuses what is not well-formed. */
const XML_READERS = [
  ["xmllint", "--noout"],
  ["python3", "-c", "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])"],
] as const;
const xmlReader = XML_READERS.find(([program]) => spawnSync(program, ["--version"]).status === 0);

const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

suite("the files that start a worker", { concurrency: 2 }, () => {
  for (const { name, says, program, words } of commands) {
    test(`${name} starts the processor as a worker that takes a request and ends with 0`, {
      skip: words.includes("--watch") && skipWithoutSignals,
    }, async (t) => {
      const [, named, given = ""] = says.exec(textOf(name)) ?? [];
      assert.deepEqual([named, given], [program, words]);
      const rig = await rigFor(t);
      const request = rig.insert("2207", settlement(1), "queue");
      const worker = rig.start(...given.split(" "));
      await rig.waitUntilFinal(request);
      if (given.includes("--watch")) worker.child.kill("SIGTERM");
      const { code, stdout } = await worker.ended;
      assert.deepEqual([code, stdout], [0, "drained: 1 finished (1 SUCCESS), 0 not stored\n"]);
    });
  }

  for (const name of ["medical-insurance-worker.xml", "scheduled-task.xml"]) {
    test(`${name} is well-formed`, { skip: xmlReader ? false : "neither xmllint nor python3 is here" }, () => {
      const [program, ...args] = xmlReader ?? XML_READERS[0];
      const { status, stderr } = spawnSync(program, [...args, join(deployment, "service", name)], { encoding: "utf8" });
      assert.deepEqual([status, stderr], [0, ""]);
    });
  }

  test("scheduled-task.xml is ASCII, so that schtasks reads it in any code page", () => {
    assert.match(textOf("scheduled-task.xml"), /^[\0-\x7f]*$/);
  });

  test("scheduled-task.xml has its elements in the order of the schema that Microsoft publishes", () => {
    const task = textOf("scheduled-task.xml").replaceAll(/<!--[\s\S]*?-->/g, "");
    const triggers = [...task.matchAll(/<TimeTrigger>([\s\S]*?)<\/TimeTrigger>/g)].map(([, inside = ""]) =>
      [...inside.matchAll(/<(\w+)>/g)].map(([, element]) => element),
    );
    assert.deepEqual(triggers, Array(4).fill(["StartBoundary", "Repetition", "Interval"]));
  });

  test("a stop waits longer than a request may take", () => {
    const read = readConfiguration(join(deployment, "config.example.json"), {});
    assert.ok(!("faults" in read));
    const longest = read.configuration.deadlineSeconds + 10;
    const [, service] = /<stoptimeout>(\d+) sec<\/stoptimeout>/.exec(textOf("medical-insurance-worker.xml")) ?? [];
    const [, unit] = /^TimeoutStopSec=(\d+)$/m.exec(textOf("medical-insurance-worker.service")) ?? [];
    for (const seconds of [service, unit]) assert.ok(Number(seconds) >= longest, `${seconds} s`);
  });

  test("systemd accepts the unit", { skip: hasSystemd ? false : "there is no systemd here" }, (t) => {
    const name = "medical-insurance-worker.service";
    const folder = mkdtempSync(join(tmpdir(), "medical-insurance-unit-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    // It wants the program to be there.
    writeFileSync(join(folder, name), textOf(name).replace("/opt/medical-insurance/processor", process.execPath));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", join(folder, name)], { encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
  });
});
